package org.shmjournal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is known of a format without its code: name, id, media type, and the library that it needs. Found by
 * {@link ServiceLoader}, in whatever {@link FormatProvider}s there are; neither that nor a descriptor loads a library.
 * Any number of threads.
 */
public final class FormatDescriptor
{
    /**
     * The least id for formats of users. Those below are the project's: 2 raw, 3 text, 10 json, 11 cbor, 12 smile, 20
     * sbe, 30 chronicle-bytes.
     */
    public static final int FIRST_USER_ID = 1_000;

    private static final FormatDescriptor RAW =
        of("raw", RawFormat.ID, RawFormat.MEDIA_TYPE, "", RawFormat::raw);

    private final String name;
    private final int id;
    private final String mediaType;
    private final String library;
    private final Supplier<? extends DataFormat<?>> general;

    private FormatDescriptor(
        final String name,
        final int id,
        final String mediaType,
        final String library,
        final Supplier<? extends DataFormat<?>> general)
    {
        this.name = Objects.requireNonNull(name);
        this.id = id;
        this.mediaType = Objects.requireNonNull(mediaType);
        this.library = Objects.requireNonNull(library);
        this.general = Objects.requireNonNull(general);
    }

    /**
     * Describes a format.
     *
     * @param name      for people and tools.
     * @param id        of {@link DataFormat#id}.
     * @param mediaType of {@link DataFormat#mediaType}, maybe without its parameters.
     * @param library   that the format needs, as {@code group:artifact}; empty when none.
     * @param general   makes {@link #generalFormat}; the first to load the library.
     */
    public static FormatDescriptor of(
        final String name,
        final int id,
        final String mediaType,
        final String library,
        final Supplier<? extends DataFormat<?>> general)
    {
        return new FormatDescriptor(name, id, mediaType, library, general);
    }

    /**
     * Raw, and all that are to be found by the thread's context class loader.
     *
     * @throws IllegalStateException when two of them share a name, an id or a media type; it names both.
     */
    public static List<FormatDescriptor> all()
    {
        final List<FormatDescriptor> all = found();
        for (int i = 1; i < all.size(); i++)
        {
            for (final FormatDescriptor earlier : all.subList(0, i))
            {
                refuseClash(earlier, all.get(i));
            }
        }
        return all;
    }

    /** That of an id. */
    public static Optional<FormatDescriptor> ofId(final int id)
    {
        return all().stream().filter(format -> format.id == id).findFirst();
    }

    /** That of a media type, whatever the parameters. */
    public static Optional<FormatDescriptor> ofMediaType(final String mediaType)
    {
        return all().stream().filter(format -> format.hasType(mediaType)).findFirst();
    }

    /** That of a name. */
    public static Optional<FormatDescriptor> ofName(final String name)
    {
        return all().stream().filter(format -> format.name.equals(name)).findFirst();
    }

    /** The name behind an id, with a space, for messages; empty where it is not known, and in front of any clash. */
    static String nameOf(final int id)
    {
        try
        {
            return ofId(id).map(format -> format.name + " ").orElse("");
        }
        catch (final IllegalStateException | ServiceConfigurationError unusable)
        {
            return "";
        }
    }

    private static List<FormatDescriptor> found()
    {
        final List<FormatDescriptor> found = new ArrayList<>();
        found.add(RAW);
        ServiceLoader.load(FormatProvider.class).forEach(provider -> found.addAll(provider.formats()));
        return List.copyOf(found);
    }

    private static void refuseClash(final FormatDescriptor one, final FormatDescriptor other)
    {
        refuseSame("name", one, other, format -> format.name);
        refuseSame("id", one, other, format -> format.id);
        refuseSame("media type", one, other, format -> essence(format.mediaType));
    }

    private static void refuseSame(
        final String what,
        final FormatDescriptor one,
        final FormatDescriptor other,
        final Function<FormatDescriptor, Object> part)
    {
        if (part.apply(one).equals(part.apply(other)))
        {
            throw new IllegalStateException("two formats have the same " + what + ": " + one + " and " + other +
                "; leave one of their providers out, or give the one that is yours another, ids from " +
                FIRST_USER_ID + " on");
        }
    }

    /** Name for people and tools. */
    public String name()
    {
        return name;
    }

    /** Identity of the format. */
    public int id()
    {
        return id;
    }

    /** Media type of a payload; that of a channel may have further parameters. */
    public String mediaType()
    {
        return mediaType;
    }

    /** The library that the format needs, as {@code group:artifact}; empty when none. */
    public String library()
    {
        return library;
    }

    /**
     * A new format that knows of no type of the user's: of trees where payloads describe themselves, else of bytes.
     *
     * @throws IllegalStateException when the library or an option of the JVM is missing; it names what.
     */
    public DataFormat<?> generalFormat()
    {
        try
        {
            return general.get();
        }
        catch (final NoClassDefFoundError missing)
        {
            throw new IllegalStateException("format=" + name + " needs " + library +
                ": add it to the class path or the module path", missing);
        }
    }

    /** Whether this is the format of a media type, whatever the parameters of both. */
    public boolean hasType(final String other)
    {
        return essence(mediaType).equals(essence(other));
    }

    @Override
    public String toString()
    {
        return name + " (formatId=" + id + ", mediaType=" + mediaType + ")";
    }

    private static String essence(final String mediaType)
    {
        final int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}

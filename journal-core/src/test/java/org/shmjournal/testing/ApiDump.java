package org.shmjournal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API of some packages as text, sorted, one line a member: whatever a user may compile against, and nothing
 * else. Kept under version control, so that no change of it goes unseen.
 */
public final class ApiDump
{
    /** The system property that, when true, lets {@link #differences} write instead of compare. */
    public static final String UPDATE_PROPERTY = "api.update";

    private static final Set<String> OF_EVERY_RECORD = Set.of("equals", "hashCode", "toString");

    private ApiDump()
    {
    }

    /**
     * Compares an API with what is kept, or writes it there when the property {@link #UPDATE_PROPERTY} is true.
     *
     * @return what was added and removed, line by line; empty when nothing was.
     */
    public static String differences(final Path kept, final String dump)
    {
        try
        {
            if (Boolean.getBoolean(UPDATE_PROPERTY))
            {
                Files.createDirectories(kept.toAbsolutePath().getParent());
                Files.writeString(kept, dump);
                return "";
            }
            final List<String> before = Files.exists(kept) ? Files.readAllLines(kept) : List.of();
            final List<String> now = dump.lines().toList();
            return Stream.concat(
                before.stream().filter(line -> !now.contains(line)).map(line -> "- " + line),
                now.stream().filter(line -> !before.contains(line)).map(line -> "+ " + line))
                .collect(Collectors.joining("\n")) + (before.equals(now) ? "" : "\n");
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** The API of the packages, whose classes are in the directory or jar that {@code anyClass} was loaded from. */
    public static String of(final Class<?> anyClass, final String... packages)
    {
        final Path location = ChildJvm.location(anyClass);
        try
        {
            if (Files.isDirectory(location))
            {
                return dump(location, anyClass.getClassLoader(), packages);
            }
            try (FileSystem jar = FileSystems.newFileSystem(location))
            {
                return dump(jar.getPath("/"), anyClass.getClassLoader(), packages);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static String dump(final Path root, final ClassLoader loader, final String... packages) throws IOException
    {
        final StringBuilder dump = new StringBuilder();
        for (final String name : new TreeSet<>(Arrays.asList(packages)))
        {
            try (Stream<Path> files = Files.list(root.resolve(name.replace('.', '/'))))
            {
                final List<String> types = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .sorted()
                    .toList();
                for (final String type : types)
                {
                    append(dump, load(loader, name + "." + type));
                }
            }
        }
        return dump.toString();
    }

    private static Class<?> load(final ClassLoader loader, final String name)
    {
        try
        {
            return Class.forName(name, false, loader);
        }
        catch (final ClassNotFoundException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static void append(final StringBuilder dump, final Class<?> type)
    {
        if (!isVisible(type))
        {
            return;
        }
        dump.append(dump.isEmpty() ? "" : "\n").append(head(type)).append('\n');
        final Set<String> members = new TreeSet<>();
        Stream.of(type.getDeclaredFields()).filter(ApiDump::isVisible).map(ApiDump::field).forEach(members::add);
        Stream.of(type.getDeclaredConstructors()).filter(ApiDump::isVisible)
            .map(ApiDump::constructor).forEach(members::add);
        Stream.of(type.getDeclaredMethods()).filter(ApiDump::isVisible)
            .filter(method -> !method.isBridge() && !isOfEveryRecord(type, method))
            .map(ApiDump::method).forEach(members::add);
        members.forEach(member -> dump.append("    ").append(member).append('\n'));
    }

    private static String head(final Class<?> type)
    {
        final StringBuilder head = new StringBuilder();
        final int kinds = type.isInterface() || type.isEnum() ? Modifier.ABSTRACT | Modifier.FINAL | Modifier.STATIC :
            Modifier.STATIC;
        head.append(Modifier.toString(type.getModifiers() & ~kinds & ~Modifier.INTERFACE)).append(' ')
            .append(type.isInterface() ? "interface " : type.isEnum() ? "enum " : type.isRecord() ? "record " :
                "class ")
            .append(type.getName()).append(parameters(type.getTypeParameters()));
        if (type.isRecord())
        {
            head.append(Stream.of(type.getRecordComponents()).map(ApiDump::component)
                .collect(Collectors.joining(", ", "(", ")")));
        }
        if (type.getGenericSuperclass() != null && !type.isEnum() && !type.isRecord() &&
            type.getSuperclass() != Object.class)
        {
            head.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        if (type.getInterfaces().length > 0)
        {
            head.append(type.isInterface() ? " extends " : " implements ").append(names(type.getGenericInterfaces()));
        }
        return head.toString();
    }

    private static String component(final RecordComponent component)
    {
        return component.getGenericType().getTypeName() + " " + component.getName();
    }

    private static String field(final Field field)
    {
        final String declaration = modifiers(field) + field.getGenericType().getTypeName() + " " + field.getName();
        final boolean constant = Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers()) &&
            (field.getType().isPrimitive() || field.getType() == String.class);
        return constant ? declaration + " = " + value(field) : declaration;
    }

    private static Object value(final Field field)
    {
        try
        {
            return Modifier.isPublic(field.getModifiers()) ? field.get(null) : "?";
        }
        catch (final IllegalAccessException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static String constructor(final Constructor<?> constructor)
    {
        return modifiers(constructor) + constructor.getDeclaringClass().getSimpleName() + rest(constructor);
    }

    private static String method(final Method method)
    {
        final String type = parameters(method.getTypeParameters());
        return modifiers(method) + (method.isDefault() ? "default " : "") + type + (type.isEmpty() ? "" : " ") +
            method.getGenericReturnType().getTypeName() + " " + method.getName() + rest(method);
    }

    private static String rest(final Executable executable)
    {
        final String parameters = Stream.of(executable.getParameters())
            .map(Parameter::getParameterizedType)
            .map(Type::getTypeName)
            .collect(Collectors.joining(", ", "(", ")"));
        return parameters + (executable.getGenericExceptionTypes().length == 0 ? "" :
            " throws " + names(executable.getGenericExceptionTypes()));
    }

    private static String parameters(final TypeVariable<?>[] variables)
    {
        return variables.length == 0 ? "" : Stream.of(variables)
            .map(variable -> Arrays.equals(variable.getBounds(), new Type[]{Object.class}) ? variable.getName() :
                variable.getName() + " extends " + names(variable.getBounds()))
            .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String names(final Type[] types)
    {
        return Stream.of(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }

    private static String modifiers(final Member member)
    {
        final int shown = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;
        final String modifiers = Modifier.toString(member.getModifiers() & shown);
        return modifiers.isEmpty() ? "" : modifiers + " ";
    }

    private static boolean isVisible(final Member member)
    {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static boolean isVisible(final Class<?> type)
    {
        final List<Class<?>> enclosing = new ArrayList<>();
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass())
        {
            enclosing.add(outer);
        }
        return enclosing.stream().filter(Objects::nonNull).noneMatch(Class::isAnonymousClass) && enclosing.stream()
            .allMatch(each -> (each.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0);
    }

    private static boolean isOfEveryRecord(final Class<?> type, final Method method)
    {
        return type.isRecord() && OF_EVERY_RECORD.contains(method.getName());
    }
}

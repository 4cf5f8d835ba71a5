package org.shmjournal.proof.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.shmjournal.ShmChannel;
import org.shmjournal.io.FileOperations;
import org.shmjournal.layout.Memory;

/**
 * All places of the shipped classes that store to memory or change files, found in the class files, and the name of
 * the one that a thread is at. A name tells method and operation, and which of several calls of the same kind in that
 * method it is, but no line, so that it outlives edits: {@code OwnedChannel#force > ControlFile#putBootId >
 * Memory#putLongRelease}. The classes that stand for one mapped file say what is stored, their callers why; so both are
 * named. Any thread.
 */
public final class Sites
{
    /** What the script itself stores, as encoders and claim holders do. */
    public static final String PAYLOAD = "payload";

    private static final Set<String> LOOKS =
        Set.of("status", "list", "map", "fileSystem", "system", "copying", "trusting");
    private static final Set<String> STORES = Set.of("putLong", "putInt", "putLongRelease", "add", "compareAndSetLong",
        "putBytes", "touch", "zero", "storeAgain");
    /** And what stores nowhere that a file is mapped. */
    private static final Set<String> LOADS = Set.of("longAt", "intAt", "longAcquire", "image");
    private static final String HARNESS = "org.shmjournal.proof.";

    /** A call as the class file and a stack frame both tell it. */
    private record Call(String caller, String method, int line, String target)
    {
    }

    private final Map<Call, String> names = new HashMap<>();
    private final Map<String, List<Call>> callers = new HashMap<>();
    private final Set<String> all = new TreeSet<>();
    private final StackWalker walker = StackWalker.getInstance();

    /** Looks at the classes that the core was shipped with. */
    public Sites()
    {
        final JavaClasses shipped = new ClassFileImporter().importUrl(
            ShmChannel.class.getProtectionDomain().getCodeSource().getLocation());
        for (final JavaClass type : shipped)
        {
            if (!type.isAssignableTo(FileOperations.class))
            {
                type.getMethodCallsFromSelf().forEach(this::add);
            }
        }
        callers.values().forEach(this::name);
        callers.keySet().stream().filter(Sites::isOperation).forEach(target -> collect(target, target));
    }

    /** The names of all of them. */
    public Set<String> all()
    {
        return all;
    }

    /**
     * The name of the one that this thread is at.
     *
     * @param operation what it does, such as {@code Memory#putLong}.
     */
    public String here(final String operation)
    {
        return walker.walk(frames -> {
            final StringBuilder name = new StringBuilder(operation);
            String target = operation;
            for (final StackWalker.StackFrame frame : frames.dropWhile(Sites::isRecording).toList())
            {
                if (frame.getClassName().startsWith(HARNESS))
                {
                    return PAYLOAD;
                }
                final String method = enclosing(frame.getMethodName());
                final Call call = new Call(frame.getClassName(), method, frame.getLineNumber(), target);
                name.insert(0, names.getOrDefault(call, "unknown " + call) + " > ");
                if (!standsForAFile(frame.getClassName()))
                {
                    break;
                }
                target = simple(frame.getClassName()) + "#" + method;
            }
            return name.toString();
        });
    }

    private void add(final JavaMethodCall call)
    {
        final String owner = call.getTargetOwner().getFullName();
        final boolean operation = isOperation(owner, call.getName());
        if (operation || standsForAFile(owner) && !owner.equals(call.getOriginOwner().getFullName()))
        {
            final String target = simple(owner) + "#" + call.getName();
            callers.computeIfAbsent(target, key -> new ArrayList<>()).add(new Call(
                call.getOriginOwner().getFullName(), enclosing(call.getOrigin().getName()), call.getLineNumber(),
                target));
        }
    }

    /** Numbers the calls of one target in each method by their lines. */
    private void name(final List<Call> calls)
    {
        final Map<String, List<Call>> byMethod = new TreeMap<>();
        for (final Call call : calls)
        {
            byMethod.computeIfAbsent(simple(call.caller()) + "#" + call.method(), key -> new ArrayList<>()).add(call);
        }
        byMethod.forEach((method, several) -> {
            final List<Call> distinct = several.stream().distinct().sorted(Comparator.comparing(Call::line)).toList();
            for (int i = 0; i < distinct.size(); i++)
            {
                names.put(distinct.get(i), distinct.size() == 1 ? method : method + "[" + (i + 1) + "]");
            }
        });
    }

    private void collect(final String target, final String path)
    {
        for (final Call call : callers.getOrDefault(target, List.of()))
        {
            final String longer = names.get(call) + " > " + path;
            if (standsForAFile(call.caller()))
            {
                collect(simple(call.caller()) + "#" + call.method(), longer);
            }
            else
            {
                all.add(longer);
            }
        }
    }

    private static boolean isOperation(final String target)
    {
        return target.startsWith("Memory#") || target.startsWith("FileOperations#");
    }

    private static boolean isOperation(final String owner, final String method)
    {
        if (owner.equals(Memory.class.getName()))
        {
            if (!STORES.contains(method) && !LOADS.contains(method))
            {
                throw new IllegalStateException("Memory#" + method + ": say whether it loads or stores");
            }
            return STORES.contains(method);
        }
        return owner.equals(FileOperations.class.getName()) && !LOOKS.contains(method);
    }

    private static boolean standsForAFile(final String className)
    {
        return className.startsWith("org.shmjournal.store.") && className.endsWith("File");
    }

    private static boolean isRecording(final StackWalker.StackFrame frame)
    {
        final String name = frame.getClassName();
        return name.startsWith("org.shmjournal.layout.Memory") || name.startsWith("org.shmjournal.layout.Stores") ||
            name.startsWith(HARNESS + "trace.") || name.startsWith(HARNESS + "disk.");
    }

    /** The method in which a lambda stands. */
    private static String enclosing(final String method)
    {
        return method.startsWith("lambda$") ? method.substring(7, method.lastIndexOf('$')) : method;
    }

    private static String simple(final String className)
    {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}

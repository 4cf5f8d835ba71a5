package org.shmjournal;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.shmjournal.layout.Memory;
import org.shmjournal.testing.ChildJvm;

/** The arrows between packages go one way, every store to a map through one class, all file work through one seam. */
class ArchitectureTest
{
    private static final JavaClasses CLASSES =
        new ClassFileImporter().importPath(ChildJvm.location(ShmChannel.class));

    private static DescribedPredicate<JavaClass> inPackage(final String name)
    {
        return resideInAPackage(name);
    }

    private static DescribedPredicate<JavaMethodCall> callsOf(
        final Class<?> owner, final String description, final Set<String> prefixes)
    {
        return DescribedPredicate.describe(description, call -> call.getTargetOwner().isAssignableTo(owner) &&
            prefixes.stream().anyMatch(prefix -> call.getName().startsWith(prefix)));
    }

    @Test
    void shouldHaveClassesToLookAt()
    {
        assertTrue(CLASSES.size() > 50);
        assertTrue(CLASSES.contain(Memory.class));
    }

    @Test
    void shouldPointOneWayBetweenPackages()
    {
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage("org.shmjournal..")
            .layer("async").definedBy("org.shmjournal.async")
            .layer("api").definedBy("org.shmjournal")
            .layer("store").definedBy("org.shmjournal.store")
            .layer("layout").definedBy("org.shmjournal.layout")
            .layer("io").definedBy("org.shmjournal.io")
            .layer("error").definedBy("org.shmjournal.error")
            .whereLayer("async").mayNotBeAccessedByAnyLayer()
            .whereLayer("api").mayOnlyBeAccessedByLayers("async")
            .whereLayer("store").mayOnlyBeAccessedByLayers("api")
            .whereLayer("layout").mayOnlyBeAccessedByLayers("api", "store")
            .whereLayer("io").mayOnlyBeAccessedByLayers("api", "store")
            .whereLayer("error").mayOnlyBeAccessedByLayers("async", "api", "store", "layout", "io")
            .check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages()
    {
        slices().matching("org.shmjournal.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldStoreToMapsThroughMemoryAlone()
    {
        // What a format encodes is the one other store; it becomes visible by one that Memory makes.
        final ArchRule rule = noClasses()
            .that(inPackage("org.shmjournal..").and(DescribedPredicate.not(simpleName("Memory")))
                .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(DataFormat.class))))
            .should().callMethodWhere(callsOf(Buffer.class, "stores to a buffer", Set.of("put")));
        rule.check(CLASSES);
    }

    @Test
    void shouldHoldVarHandlesInMemoryAndOfOwnFieldsAlone()
    {
        final Set<String> ofOwnFields = Set.of("ShmWriter", "Publication", "OpenClaim", "SpinLock");
        noClasses()
            .that(inPackage("org.shmjournal..").and(DescribedPredicate.not(simpleName("Memory")))
                .and(DescribedPredicate.describe("that have no VarHandle of a field of theirs",
                    type -> !ofOwnFields.contains(type.getSimpleName()))))
            .should().callMethodWhere(callsOf(VarHandle.class, "accesses by a VarHandle",
                Set.of("get", "set", "compare", "weak")))
            .check(CLASSES);
        for (final String name : ofOwnFields)
        {
            noClasses().that().haveSimpleName(name)
                .should().callMethodWhere(callsOf(MethodHandles.class, "views of buffers",
                    Set.of("byteBufferView", "byteArrayView")))
                .check(CLASSES);
        }
    }

    @Test
    void shouldWorkOnFilesInOnePackageAlone()
    {
        // The kernel's boot id and its table of locks are no files of a channel.
        noClasses()
            .that(inPackage("org.shmjournal..").and(DescribedPredicate.not(inPackage("org.shmjournal.io")))
                .and(DescribedPredicate.not(simpleName("BootId")))
                .and(DescribedPredicate.not(simpleName("KernelLocks"))))
            .should().callMethodWhere(callsOf(FileChannel.class, "works on a FileChannel", Set.of("")))
            .orShould().callMethodWhere(callsOf(Files.class, "works on Files", Set.of("")))
            .orShould().dependOnClassesThat().belongToAnyOf(File.class, RandomAccessFile.class,
                FileInputStream.class, FileOutputStream.class)
            .check(CLASSES);
    }

    @Test
    void shouldDependOnNothingButTheJdkAndAgrona()
    {
        noClasses().that().resideInAPackage("org.shmjournal..")
            .should().dependOnClassesThat().resideOutsideOfPackages("org.shmjournal..", "org.agrona..", "java..")
            .check(CLASSES);
    }
}

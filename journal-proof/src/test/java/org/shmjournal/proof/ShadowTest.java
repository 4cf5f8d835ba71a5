package org.shmjournal.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URL;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.shmjournal.ShmChannel;
import org.shmjournal.layout.Memory;

/** What is proved is the shipped core: one class of it has a double, and that one has the same methods. */
class ShadowTest
{
    private static final JavaClasses SHIPPED = classesBeside(ShmChannel.class);
    private static final JavaClasses OURS = classesBeside(ShadowTest.class);

    @Test
    void shouldShadowOneClassAlone()
    {
        final Set<String> both = names(SHIPPED);
        both.retainAll(names(OURS));

        assertEquals(Set.of(Memory.class.getName()), both);
        assertEquals(location(ShadowTest.class), location(Memory.class));
    }

    @Test
    void shouldHaveTheMethodsOfTheShippedClass()
    {
        assertEquals(String.join("\n", members(SHIPPED.get(Memory.class))),
            String.join("\n", members(OURS.get(Memory.class))));
    }

    private static Set<String> members(final JavaClass type)
    {
        final Set<String> members = new TreeSet<>();
        for (final JavaMethod method : type.getMethods())
        {
            members.add(visible(method.getModifiers()) + method.getReturnType().getName() + " " +
                method.getFullName());
        }
        for (final JavaField field : type.getFields())
        {
            // Assertions, which the shipped one makes, have a field that the compiler adds.
            if (!field.getModifiers().contains(JavaModifier.SYNTHETIC))
            {
                members.add(visible(field.getModifiers()) + field.getRawType().getName() + " " + field.getFullName());
            }
        }
        return members;
    }

    private static Set<JavaModifier> visible(final Set<JavaModifier> modifiers)
    {
        return new TreeSet<>(modifiers);
    }

    private static Set<String> names(final JavaClasses classes)
    {
        return classes.stream().map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static JavaClasses classesBeside(final Class<?> type)
    {
        return new ClassFileImporter().importUrl(location(type));
    }

    private static URL location(final Class<?> type)
    {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
@SuppressWarnings("ProtectedMembersInFinalClass")
public class PublicTypeTest {

    private static final String HERE = PublicTypeTest.class.getCanonicalName() + ".";

    public sealed interface Shape permits Circle, Square {
        double area();

        default boolean isLarge() {
            return area() > 1;
        }
    }

    public record Circle(double radius, @Nullable String name) implements Shape, Comparable<Circle> {
        public static final int SIDES = 0;

        public Circle(double radius) {
            this(radius, null);
        }

        @Override
        public double area() {
            return radius;
        }

        @Override
        public int compareTo(Circle other) {
            return 0;
        }

        @Override
        public String toString() {
            return "a circle";
        }
    }

    record Square(double area) implements Shape {}

    public abstract static class Open extends Hidden implements AutoCloseable {
        protected Open() {}

        protected abstract <T extends Exception> Map<String, ? extends List<@Nullable T>> list(
                Class<T> kind, String @Nullable ... names) throws IOException, T;

        void unseen() {}
    }

    abstract static class Hidden {
        public final Optional<byte[]> inherited() {
            return Optional.empty();
        }
    }

    public static final class Closed {
        private Closed() {}

        @Deprecated
        public void old() {}

        protected void unseen() {}

        static final class Nested {
            public void unseen() {}
        }
    }

    public enum Colour {
        RED,
        GREEN {
            @Override
            boolean isLeaf() {
                return true;
            }
        };

        boolean isLeaf() {
            return false;
        }
    }

    public @interface Marked {
        String value() default "plain";
    }

    private static String text(Class<?> type) {
        return String.join("\n", new PublicType(type).lines()).replace(HERE, "");
    }

    @Test
    void an_interface_says_who_may_implement_it_and_what_must_be_implemented() {
        assertThat(text(Shape.class)).isEqualTo("""
                        sealed interface Shape permits Circle
                          abstract double area()
                          default boolean isLarge()""");
    }

    @Test
    void a_record_is_its_components_and_what_it_adds_to_them() {
        assertThat(text(Circle.class)).isEqualTo("""
                        record Circle(double radius, String? name) is Comparable<Circle>, Shape
                          static final int SIDES = 0
                          new(double)
                          double area()
                          int compareTo(Circle)""");
    }

    @Test
    void a_class_for_heirs_shows_what_is_protected_and_what_it_inherits_from_a_hidden_one() {
        assertThat(text(Open.class)).isEqualTo("""
                        abstract class Open is AutoCloseable
                          protected new()
                          final java.util.Optional<byte[]> inherited()
                          protected abstract <T extends Exception> java.util.Map<String, ? extends java.util.List<T?>> \
                        list(Class<T>, String...?) throws java.io.IOException, T""");
    }

    @Test
    void a_final_class_has_nothing_protected() {
        assertThat(text(Closed.class)).isEqualTo("final class Closed\n  @Deprecated void old()");
    }

    @Test
    void an_enum_is_its_constants() {
        assertThat(text(Colour.class)).isEqualTo("enum Colour\n  constant GREEN\n  constant RED");
    }

    @Test
    void an_annotation_says_what_is_meant_if_nothing_is_said() {
        assertThat(text(Marked.class)).isEqualTo("annotation Marked\n  abstract String value() default \"plain\"");
    }

    @Test
    void what_is_nested_in_something_hidden_is_hidden() {
        assertThat(PublicType.isVisible(Closed.Nested.class)).isFalse();
        assertThat(PublicType.isVisible(Map.Entry.class)).isTrue();
        assertThat(PublicType.isVisible(new Object() {}.getClass())).isFalse();
    }

    @Test
    void a_change_is_told_with_the_type_that_it_is_in() {
        assertThat(Difference.between(
                        "core",
                        "# 1\nclass A\n  void a()\n  void b()\nclass B\n  void b()",
                        "class A\n  void b()\nclass B\n  int c()\n  void b()"))
                .contains("\n- class A :: void a()\n+ class B :: int c()\n")
                .doesNotContain("void b()")
                .contains("make api");
    }
}

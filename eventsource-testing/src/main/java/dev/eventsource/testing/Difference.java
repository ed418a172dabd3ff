// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what differs, so that one sees it. A line that begins with - was expected, with + it was not; ≠ names a field. */
final class Difference {

    private final List<String> lines = new ArrayList<>();

    private Difference() {}

    /** Between two objects: as a whole, then every field that differs. */
    static String of(Object expected, Object actual) {
        Difference difference = new Difference();
        difference.pair(expected, actual);
        return difference.toString();
    }

    /** Between two sequences: what both have stands once. */
    static String ofEvents(List<?> expected, List<?> actual) {
        Difference difference = new Difference();
        int[][] common = common(expected, actual);
        int i = 0;
        int j = 0;
        while (i < expected.size() || j < actual.size()) {
            if (i < expected.size() && j < actual.size() && expected.get(i).equals(actual.get(j))) {
                difference.lines.add("  " + expected.get(i++));
                j++;
                continue;
            }
            // the stretch up to the next that both have
            List<Object> missing = new ArrayList<>();
            List<Object> surplus = new ArrayList<>();
            while (i < expected.size() && (j == actual.size() || common[i][j] == common[i + 1][j])) {
                missing.add(expected.get(i++));
            }
            while (j < actual.size() && common[i][j] == common[i][j + 1]) {
                surplus.add(actual.get(j++));
            }
            difference.stretch(missing, surplus);
        }
        if (expected.isEmpty()) {
            difference.lines.add(0, "- nothing was expected to happen");
        }
        if (actual.isEmpty()) {
            difference.lines.add("+ nothing has happened");
        }
        return difference.toString();
    }

    static String lines(List<?> events, String label) {
        List<String> texts = events.stream().map(String::valueOf).toList();
        return String.join("\n" + label, texts);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }

    /** How long the longest sequence is that both have from here on. */
    private static int[][] common(List<?> expected, List<?> actual) {
        int[][] length = new int[expected.size() + 1][actual.size() + 1];
        for (int i = expected.size() - 1; i >= 0; i--) {
            for (int j = actual.size() - 1; j >= 0; j--) {
                length[i][j] = expected.get(i).equals(actual.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        return length;
    }

    /** Of what one has and the other has not, those of the same class are probably meant to be the same. */
    private void stretch(List<Object> missing, List<Object> surplus) {
        for (Object expected : missing) {
            int alike = classes(surplus).indexOf(expected.getClass());
            if (alike < 0) {
                lines.add("- " + expected);
            } else {
                surplus.subList(0, alike).forEach(other -> lines.add("+ " + other));
                pair(expected, surplus.get(alike));
                surplus.subList(0, alike + 1).clear();
            }
        }
        surplus.forEach(other -> lines.add("+ " + other));
    }

    private static List<Class<?>> classes(List<Object> objects) {
        List<Class<?>> classes = new ArrayList<>();
        objects.forEach(one -> classes.add(one.getClass()));
        return classes;
    }

    private void pair(Object expected, Object actual) {
        lines.add("- " + expected);
        lines.add("+ " + actual);
        int before = lines.size();
        fields("", expected, actual);
        if (lines.size() == before && expected.toString().equals(actual.toString())) {
            lines.add("  ≠ both print alike and are not equal: does "
                    + expected.getClass().getSimpleName() + " have equals()?");
        }
    }

    private void fields(String path, @Nullable Object expected, @Nullable Object actual) {
        if (Objects.equals(expected, actual)) {
            return;
        }
        if (expected instanceof Record && actual instanceof Record && expected.getClass() == actual.getClass()) {
            for (RecordComponent component : expected.getClass().getRecordComponents()) {
                String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
                fields(name, value(component, expected), value(component, actual));
            }
        } else if (expected instanceof List<?> these
                && actual instanceof List<?> those
                && these.size() == those.size()) {
            for (int n = 0; n < these.size(); n++) {
                fields(path + "[" + n + "]", these.get(n), those.get(n));
            }
        } else if (!path.isEmpty()) {
            lines.add("  ≠ " + path + ": expected " + shown(expected, actual) + ", was " + shown(actual, expected));
        }
    }

    /** With its class where that is all that differs, as of 1 and 1L. */
    private static String shown(@Nullable Object one, @Nullable Object other) {
        String text = String.valueOf(one);
        return one != null && text.equals(String.valueOf(other))
                ? text + " (" + one.getClass().getSimpleName() + ")"
                : text;
    }

    private static @Nullable Object value(RecordComponent component, Object of) {
        try {
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            return "(cannot be read: " + e + ")";
        }
    }
}

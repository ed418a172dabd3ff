// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/options.md has every option of the library with its default; what it is for, the page says itself. */
class OptionsPageTest {

    @Test
    void the_page_has_all_options_with_their_defaults() throws Exception {
        Map<String, List<List<String>>> said = new TreeMap<>();
        Tables.of(Path.of("..", "docs", "reference", "options.md"))
                .rows()
                .forEach((name, rows) -> said.put(
                        name, rows.stream().map(row -> row.subList(0, 2)).toList()));
        Map<String, List<List<String>>> real = new TreeMap<>();
        for (Class<?> type :
                LibraryClasses.all().filter(OptionsPageTest::hasOptions).toList()) {
            real.put(nameOf(type), optionsOf(type, said.getOrDefault(nameOf(type), List.of())));
        }

        assertThat(real).hasSizeGreaterThan(15);
        assertThat(said).isEqualTo(real);
    }

    private static boolean hasOptions(Class<?> type) {
        return type.isRecord()
                && Stream.of(type.getFields()).anyMatch(field -> field.getName().equals("DEFAULT"));
    }

    private static String nameOf(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
    }

    /** Defaults that the page says in words, in italics, are taken as they are said there. */
    private static List<List<String>> optionsOf(Class<?> type, List<List<String>> said)
            throws ReflectiveOperationException {
        Object defaults = type.getField("DEFAULT").get(null);
        List<List<String>> options = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            options.add(said.stream()
                    .filter(row ->
                            row.get(0).equals(component.getName()) && row.get(1).startsWith("*"))
                    .findFirst()
                    .orElse(List.of(
                            component.getName(), shown(component.getAccessor().invoke(defaults)))));
        }
        return options;
    }

    /** A default as the page writes it; what has no short form must be said in words. */
    private static String shown(Object value) {
        if (value instanceof Duration duration) {
            return shown(duration);
        }
        if (value instanceof Integer number) {
            return String.format(Locale.ROOT, "%,d", number);
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(OptionsPageTest::shown).sorted().collect(Collectors.joining(", "));
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(OptionsPageTest::shown).orElse("none");
        }
        if (value instanceof Class<?> type) {
            return type.getSimpleName();
        }
        if (value instanceof Boolean || value instanceof Double || value instanceof Enum<?>) {
            return value.toString();
        }
        if (value instanceof String text) {
            return text.isEmpty() ? "none" : text;
        }
        return value == null ? "none" : "in words";
    }

    private static String shown(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + " d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " min";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}

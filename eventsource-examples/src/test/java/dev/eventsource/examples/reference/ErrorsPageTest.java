// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventSourceException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/errors.md says of every exception of the library what it means and what to do. */
class ErrorsPageTest {

    @Test
    void the_page_has_all_exceptions_that_the_library_throws() throws Exception {
        List<String> said = Tables.of(Path.of("..", "docs", "reference", "errors.md")).rows().entrySet().stream()
                .filter(table -> table.getKey().startsWith("When"))
                .flatMap(table -> table.getValue().stream())
                .map(row -> row.get(0))
                .toList();
        List<String> real = LibraryClasses.all()
                .filter(type -> EventSourceException.class.isAssignableFrom(type) && type != EventSourceException.class)
                .filter(type -> type.getEnclosingClass() == null)
                .map(Class::getSimpleName)
                .toList();

        assertThat(real).hasSizeGreaterThan(20);
        assertThat(said).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(real);
    }
}

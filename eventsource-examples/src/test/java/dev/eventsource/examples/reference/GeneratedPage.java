// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page that is made from code and kept in the repository; {@code make reference} makes it anew. */
record GeneratedPage(Path path) {

    private static final boolean WRITE = "write".equals(System.getProperty("eventsource.reference"));

    static GeneratedPage reference(String name) {
        return new GeneratedPage(Path.of("..", "docs", "reference", name));
    }

    void is(String content) throws IOException {
        if (WRITE) {
            Files.writeString(path, content);
        }
        assertThat(Files.readString(path))
                .as("%s is out of date: run `make reference`", path)
                .isEqualTo(content);
    }
}

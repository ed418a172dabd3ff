// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation, whose Java code is that of tests, between marks {@code // DOC name begin} and end. */
public record Page(Path path) {

    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "eventsource", "examples");
    private static final Pattern PIECE =
            Pattern.compile("(?<=\n) *// DOC (\\w+) begin\n(.*?)\n *// DOC \\1 end(?=\n)", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("(?<=\n)```java\n(.*?)\n```(?=\n)", Pattern.DOTALL);

    public static Page howTo(String name) {
        return new Page(Path.of("..", "docs", "how-to", name));
    }

    /** Every piece of these sources stands in the page to the letter, and the page has no other Java code. */
    public void hasTheCodeOf(String... sources) throws IOException {
        List<String> pieces = new ArrayList<>();
        for (String source : sources) {
            List<String> found = piecesOf(SOURCES.resolve(source));
            assertThat(found).as("marked pieces in %s", source).isNotEmpty();
            pieces.addAll(found);
        }
        assertThat(code()).as("code in %s", path).containsExactlyInAnyOrderElementsOf(pieces);
    }

    /** The Java code of the page. */
    List<String> code() throws IOException {
        return BLOCK.matcher(Files.readString(path))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** What stands between marks in a source. */
    static List<String> piecesOf(Path source) throws IOException {
        return PIECE.matcher(Files.readString(source))
                .results()
                .map(piece -> piece.group(2).stripIndent().stripTrailing())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The source of a contract suite: what it says of itself, which tests it has, and which suites it is made of. */
record ContractSource(String name, String text) {

    private static final Path FOLDER =
            Path.of("..", "eventsource-tck", "src", "main", "java", "dev", "eventsource", "tck");
    private static final Pattern ABOUT = Pattern.compile(
            "\n/\\*\\*(.*?)\\*/\n(?:@\\w+(?:\\([^\n]*\\))?\n)*(?:public )?abstract class ", Pattern.DOTALL);
    private static final Pattern PARENT = Pattern.compile("\n(?:public )?abstract class \\w+ extends (\\w+)");
    private static final Pattern PART = Pattern.compile("\n    class \\w+ extends (\\w+) \\{");
    private static final Pattern TEST =
            Pattern.compile("@(?:Parameterized)?Test\\b(?:(?!;).)*?void (\\w+)\\(", Pattern.DOTALL);

    static Optional<ContractSource> of(String name) {
        Path file = FOLDER.resolve(name + ".java");
        try {
            return Files.exists(file)
                    ? Optional.of(new ContractSource(name, Files.readString(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first sentence of its javadoc. */
    String about() {
        return first(ABOUT)
                .map(found -> found.replaceAll("\n \\* ?", "\n").strip().split("\n\n|\n<p>", 2)[0])
                .map(found -> found.replaceAll("\\s+", " ").split("(?<=[.:?]) ", 2)[0])
                .map(found -> found.replaceAll("\\{@\\w+ [^}]*?(\\w+)}", "`$1`"))
                .orElse("");
    }

    Optional<ContractSource> parent() {
        return first(PARENT).flatMap(ContractSource::of);
    }

    List<ContractSource> parts() {
        return PART.matcher(text)
                .results()
                .map(found -> of(found.group(1)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The names of its tests, as the sentences that they are. */
    List<String> tests() {
        return TEST.matcher(text)
                .results()
                .map(found -> found.group(1).replace('_', ' '))
                .toList();
    }

    private Optional<String> first(Pattern pattern) {
        return pattern.matcher(text).results().findFirst().map((MatchResult found) -> found.group(1));
    }
}

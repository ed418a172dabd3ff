// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The bank's log of 13,087 loans, which lies in a folder beside the project (or above it) and is not part of it. */
final class BankLog {

    static final String FIGURES = "{\"streams\":13087,\"events\":262200,\"outcomes\":{"
            + "\"approved\":{\"count\":2246,\"amount\":35290338},"
            + "\"declined\":{\"count\":7635,\"amount\":93078508},"
            + "\"cancelled\":{\"count\":2807,\"amount\":42561922},"
            + "\"open\":{\"count\":399,\"amount\":6703743}}";

    private BankLog() {}

    /** Where it is absent, the test says so and is passed over. */
    static Path whole() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path log = at.resolve("shared/data/bpic2012.xes.gz");
            if (Files.exists(log)) {
                return log;
            }
        }
        System.err.println("SKIPPED: ../shared/data/bpic2012.xes.gz is not beside the project");
        return Assumptions.abort("../shared/data/bpic2012.xes.gz is not beside the project");
    }

    /**
     * Its first loans.
     *
     * @param loans how many; 0 means all of them
     * @param folder takes a file with them
     */
    static Path first(int loans, Path folder) throws IOException {
        return loans == 0 ? whole() : Xes.firstOf(whole(), loans, folder.resolve("part.xes"));
    }
}

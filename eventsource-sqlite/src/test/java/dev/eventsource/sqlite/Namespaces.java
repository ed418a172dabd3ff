// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Linux namespaces, for faults that need a disk or a user of the test's own. */
final class Namespaces {

    private Namespaces() {}

    /** The command prefix, if it works here; else the test is passed over, or fails where nothing may be passed over. */
    static List<String> unshare(String flags) throws Exception {
        if (works(flags)) {
            return List.of("unshare", flags);
        }
        String reason = "`unshare " + flags + "` does not work here: it needs Linux with user namespaces";
        if ("all".equals(System.getenv("EVENTSOURCE_TEST_REQUIRE"))) {
            Assertions.fail(reason);
        }
        return Assumptions.abort(reason);
    }

    private static boolean works(String flags) throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", flags, "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

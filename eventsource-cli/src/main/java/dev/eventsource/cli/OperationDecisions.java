// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all decisions on operations have in common: which ones, by whom, and why. */
@SuppressWarnings("NullAway.Init")
final class OperationDecisions {

    @Mixin
    private StoreOption store;

    @Mixin
    private OperationTenant tenant;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Which ones.")
    private List<Long> ids;

    @Option(names = "--why", required = true, paramLabel = "REASON", description = "Why; kept with the operation.")
    private String why;

    @Option(names = "--by", paramLabel = "WHO", description = "Who decides (default: the user of this system).")
    private @Nullable String by;

    /** Decides one behind the other, up to the first that cannot be decided so. */
    int take(OperationDecision decision, Console console, String done) {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(console.out())) {
            OperationStore operations = tenant.of(opened);
            String who = by == null ? System.getProperty("user.name", "unknown") : by;
            for (long id : ids) {
                if (operations.find(id).isEmpty()) {
                    throw new Failure("There is no operation " + id + ", or it was purged");
                }
                decide(operations, id, decision, who);
                out.line("Operation " + id + " " + done);
            }
        }
        return 0;
    }

    private void decide(OperationStore operations, long id, OperationDecision decision, String who) {
        try {
            operations.decide(id, decision, who, why);
        } catch (IllegalArgumentException e) {
            throw tenant.usage(String.valueOf(e.getMessage()));
        }
    }
}

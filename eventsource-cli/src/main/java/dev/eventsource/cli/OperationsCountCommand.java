// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.store.Storage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations count}: how many, and since when. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "count",
        mixinStandardHelpOptions = true,
        description = "Count operations by channel and state, with the time of the oldest.")
final class OperationsCountCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private OperationTenant tenant;

    @Option(names = "--all", description = "Also those that are over: succeeded, expired, cancelled.")
    private boolean all;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            List<Count> counts = tenant.of(opened).counts(all ? Set.of(OperationState.values()) : OperationState.OPEN);
            Table table = new Table("CHANNEL", "STATE", "OPERATIONS", "UNROUTABLE", "OLDEST");
            for (Count count : counts) {
                if (json) {
                    out.line(json(count).toString());
                } else {
                    table.row(
                            count.channel(),
                            OperationLine.word(count.state()),
                            count.operations(),
                            count.unroutable(),
                            count.oldest());
                }
            }
            if (!json && counts.isEmpty()) {
                out.line("There are no such operations.");
            } else if (!json) {
                table.to(out);
            }
        }
        return 0;
    }

    static JsonObject json(Count count) {
        return new JsonObject()
                .put("channel", count.channel())
                .put("state", OperationLine.word(count.state()))
                .put("operations", count.operations())
                .put("unroutable", count.unroutable())
                .put("oldest", count.oldest().toString());
    }
}

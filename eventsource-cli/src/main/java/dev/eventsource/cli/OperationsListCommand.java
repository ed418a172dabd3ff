// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.store.Operation;
import dev.eventsource.store.Storage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations list}: one line for each. */
@SuppressWarnings("NullAway.Init")
@Command(name = "list", mixinStandardHelpOptions = true, description = "List operations by id.")
final class OperationsListCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private OperationTenant tenant;

    @Mixin
    private OperationSelection selection;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many, up to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 1 || limit > 1_000) {
            throw tenant.usage("--limit is 1 to 1000");
        }
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            List<Operation> found = tenant.of(opened).list(selection.filter(), limit);
            Table table = new Table("ID", "TYPE", "STATE", "CHANNEL", "KEY", "ATTEMPTS", "SUBMITTED", "ERROR");
            for (Operation one : found) {
                if (json) {
                    out.line(OperationLine.json(one).toString());
                } else {
                    table.row(
                            String.valueOf(one.id()),
                            one.type(),
                            OperationLine.state(one),
                            one.channel(),
                            one.key().orElse("-"),
                            one.status().attempts(),
                            one.submittedAt(),
                            one.status().error().lines().findFirst().orElse(""));
                }
            }
            if (!json && found.isEmpty()) {
                out.line("There are no such operations.");
            } else if (!json) {
                table.to(out);
            }
            if (found.size() == limit) {
                parent.console()
                        .note("There may be more: --after "
                                + found.get(limit - 1).id());
            }
        }
        return 0;
    }
}

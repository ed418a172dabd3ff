// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Start;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource projection reset}: sends it back to the beginning. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Send a projection back to the beginning of the log, like 'eventsource subscriptions reset'.",
        footer = {
            "",
            "The rows of the read model are not touched: the application clears them before. Better than clearing: a new version, built beside the old one."
        })
final class ProjectionResetCommand implements Callable<Integer> {

    @ParentCommand
    private ProjectionCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Parameters(
            paramLabel = "NAME[@VERSION]",
            converter = SubscriptionName.Converter.class,
            description = "The projection; without a version its active one.")
    private SubscriptionName projection;

    @Option(names = "--force", description = "Even if processes work on it.")
    private boolean force;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            out.line(new Reset(Start.beginning(), force).of(projection, storage)
                    + "; the rows that it has made are the application's to clear");
        }
        return 0;
    }
}

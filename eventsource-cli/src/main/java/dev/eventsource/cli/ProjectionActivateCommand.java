// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource projection activate}: the version that readers use. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "activate",
        mixinStandardHelpOptions = true,
        description = "Make a version the one that readers use.",
        footer = {
            "",
            "It is refused while the version is behind the active one or has open dead letters. The old version stays, and can be activated again, until it is dropped."
        })
final class ProjectionActivateCommand implements Callable<Integer> {

    @ParentCommand
    private ProjectionCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Parameters(
            paramLabel = "NAME@VERSION",
            converter = SubscriptionName.WithVersion.class,
            description = "The version to be used from now on.")
    private SubscriptionName projection;

    @Option(names = "--force", description = "Even if it is behind or has open dead letters.")
    private boolean force;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            SubscriptionId id = projection.in(storage).id();
            try {
                storage.checkpoints().activate(id, force);
            } catch (IllegalStateException e) {
                throw new Failure(e.getMessage() + " (--force)", e);
            }
            out.line(id + " is the active version");
        }
        return 0;
    }
}

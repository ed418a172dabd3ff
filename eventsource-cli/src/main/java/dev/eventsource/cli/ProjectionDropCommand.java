// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource projection drop}: forgets a version. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = "Forget a version that is not the active one: its position, attempts and dead letters.",
        footer = {
            "",
            "The tables of the read model stay: the application drops them. It is refused while processes work on the version, and for the active version while there are others."
        })
final class ProjectionDropCommand implements Callable<Integer> {

    @ParentCommand
    private ProjectionCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Parameters(
            paramLabel = "NAME@VERSION",
            converter = SubscriptionName.WithVersion.class,
            description = "The version to be forgotten.")
    private SubscriptionName projection;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            SubscriptionId id = projection.in(storage).id();
            try {
                storage.checkpoints().drop(id);
            } catch (IllegalStateException e) {
                throw new Failure(String.valueOf(e.getMessage()), e);
            }
            out.line(id + " is forgotten; the tables of its read model are the application's to drop");
        }
        return 0;
    }
}

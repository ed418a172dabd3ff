// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource subscriptions pause}: lets it rest everywhere. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Let a subscription rest in all processes; events under way are finished.")
final class SubscriptionPauseCommand implements Callable<Integer> {

    @ParentCommand
    private SubscriptionsCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Parameters(
            paramLabel = "NAME[@VERSION]",
            converter = SubscriptionName.Converter.class,
            description = "The subscription; without a version its active one.")
    private SubscriptionName subscription;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            SubscriptionId id = subscription.in(storage).id();
            storage.checkpoints().pause(id, true);
            out.line(id + " rests as soon as its processes notice, which takes seconds");
        }
        return 0;
    }
}

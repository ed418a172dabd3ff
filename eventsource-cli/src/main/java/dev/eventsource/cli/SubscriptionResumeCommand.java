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

/** {@code eventsource subscriptions resume}: lets it go on everywhere. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Let a paused subscription go on in all processes.")
final class SubscriptionResumeCommand implements Callable<Integer> {

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
            storage.checkpoints().pause(id, false);
            out.line(id + " goes on as soon as its processes notice, which takes seconds");
        }
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lets a subscription rest, or go on, in all processes. */
@SuppressWarnings("NullAway.Init")
abstract class SubscriptionRest implements Callable<Integer> {

    private final boolean rests;
    private final String outcome;

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

    SubscriptionRest(boolean rests, String outcome) {
        this.rests = rests;
        this.outcome = outcome;
    }

    @Override
    public final Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            SubscriptionId id = subscription.in(storage).id();
            storage.checkpoints().pause(id, rests);
            out.line(id + " " + outcome + " as soon as its processes notice, which takes seconds");
        }
        return 0;
    }
}

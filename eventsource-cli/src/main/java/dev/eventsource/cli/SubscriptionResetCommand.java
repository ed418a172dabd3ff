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

/** {@code eventsource subscriptions reset}: sends it to another place in the log. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description =
                "Let a subscription go on behind another position: earlier events are handled again, or some never.",
        footer = {
            "",
            "Its open dead letters are discarded. What its handlers have written, tables or mails, stays as it is: that is "
                    + "the application's matter. It is refused while processes work on the subscription; with --force "
                    + "they lose it, and take it up again at the new position."
        })
final class SubscriptionResetCommand implements Callable<Integer> {

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

    @Option(
            names = "--to",
            paramLabel = "POSITION",
            defaultValue = "beginning",
            converter = PositionConverter.class,
            description = "beginning, end, or the position of the last event that counts as handled "
                    + "(default: ${DEFAULT-VALUE}).")
    private Start to;

    @Option(names = "--force", description = "Even if processes work on it.")
    private boolean force;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            out.line(new Reset(to, force).of(subscription, tenant.of(opened)));
        }
        return 0;
    }
}

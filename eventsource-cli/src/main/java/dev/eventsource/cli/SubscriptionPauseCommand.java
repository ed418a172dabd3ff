// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import picocli.CommandLine.Command;

/** {@code eventsource subscriptions pause}: lets it rest everywhere. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Let a subscription rest in all processes; events under way are finished.")
final class SubscriptionPauseCommand extends SubscriptionRest {

    SubscriptionPauseCommand() {
        super(true, "rests");
    }
}

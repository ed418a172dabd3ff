// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import picocli.CommandLine.Command;

/** {@code eventsource subscriptions resume}: lets it go on everywhere. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Let a paused subscription go on in all processes.")
final class SubscriptionResumeCommand extends SubscriptionRest {

    SubscriptionResumeCommand() {
        super(false, "goes on");
    }
}

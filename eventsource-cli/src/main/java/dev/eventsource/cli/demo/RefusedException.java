// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.Failure;

/** The state of an application does not permit what was asked. */
final class RefusedException extends Failure {

    private static final long serialVersionUID = 1;

    RefusedException(RecordActivity command, String reason) {
        super("%s, activity %d (%s): %s"
                .formatted(
                        command.application(),
                        command.ordinal(),
                        command.activity().type(),
                        reason));
    }
}

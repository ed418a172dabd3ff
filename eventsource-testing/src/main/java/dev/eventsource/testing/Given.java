// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.CommandContext;

/** What has happened before; now comes a command. See {@link Specification}. */
public final class Given<C, S, E> {

    private final Example<C, S, E> example;

    Given(Example<C, S, E> example) {
        this.example = example;
    }

    /** This command is given. */
    public Then<C, S, E> when(C command) {
        return when(command, CommandContext.NONE);
    }

    /** This command is given with its id or metadata. */
    public Then<C, S, E> when(C command, CommandContext context) {
        return example.execute(command, context);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An example so far, to be told when it fails. */
record Told(List<Object> given, Object command) {

    AssertionError failure(String what) {
        return failure(what, null);
    }

    AssertionError failure(String what, @Nullable Throwable cause) {
        return new AssertionError(what.strip() + "\n\n" + this, cause);
    }

    /** One line for each event and the command. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String label = "given  ";
        for (Object event : given) {
            text.append(label).append(event).append('\n');
            label = "       ";
        }
        if (given.isEmpty()) {
            text.append(label).append("nothing\n");
        }
        return text.append("when   ").append(called()).toString();
    }

    /** A lambda prints nothing that anybody could read. */
    private String called() {
        return command.getClass().isHidden() || command.getClass().isSynthetic() ? "a call" : command.toString();
    }
}

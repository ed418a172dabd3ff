// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server did not start; the message has the end of its log. */
final class StartFailure extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** In the words of PostgreSQL and Kafka, of Redis, and of RabbitMQ. */
    private static final Pattern PORT_TAKEN =
            Pattern.compile("Address already in use|Address in use|eaddrinuse|could not bind to distribution port");

    /** RabbitMQ says a hundred times that it ends, and before that why. */
    private static final int LINES = 200;

    private StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static StartFailure of(String what, Path log) throws IOException {
        return of(what, Files.readAllLines(log), null);
    }

    static StartFailure of(String what, List<String> log, @Nullable Throwable cause) {
        String end = String.join("\n", log.subList(Math.max(0, log.size() - LINES), log.size()));
        return new StartFailure(what + ", its log ends with:\n" + end, cause);
    }

    boolean portTaken() {
        return PORT_TAKEN.matcher(String.valueOf(getMessage())).find();
    }
}

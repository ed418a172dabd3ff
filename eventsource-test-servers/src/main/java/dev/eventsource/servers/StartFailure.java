package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server did not start; the message has the end of its log. */
final class StartFailure extends IllegalStateException {

    private static final long serialVersionUID = 1L;
    private static final int LINES = 40;

    private StartFailure(String message) {
        super(message);
    }

    static StartFailure of(String what, Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return new StartFailure(what + ", its log ends with:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size())));
    }

    boolean portTaken() {
        return String.valueOf(getMessage()).contains("Address already in use");
    }
}

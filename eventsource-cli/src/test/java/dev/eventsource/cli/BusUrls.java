package dev.eventsource.cli;

import java.util.List;

/** The buses on which commands are tried. */
final class BusUrls {

    private BusUrls() {}

    static List<String> all() {
        return List.of("memory:commands");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Checks a whole log after writers were raced, killed or cut off: promises 1 to 3. It is for logs whose writers tag every
 * event with an id of its append, and write the number of the append's events into the payload: <code>{"of":5}</code>.
 *
 * @param log all events, in the order in which they were read
 */
public record LogCheck(List<RecordedEvent> log) {

    private static final Pattern ACKNOWLEDGEMENT = Pattern.compile("\\d+ \\d+ [0-9a-f-]{36}");

    /** Reads the log, and checks that positions, versions and ids are as promised and that appends are whole. */
    public static LogCheck of(EventStore events) {
        List<RecordedEvent> all = new ArrayList<>();
        EventPage page;
        do {
            page = events.readAll(EventQuery.all(), all.size(), 1000);
            all.addAll(page.events());
        } while (!page.end());
        LogCheck check = new LogCheck(all);
        check.isWithoutHoles();
        check.appends().forEach(LogCheck::isWhole);
        return check;
    }

    private void isWithoutHoles() {
        Map<StreamId, Long> versions = new HashMap<>();
        Set<UUID> ids = new HashSet<>();
        long position = 0;
        for (RecordedEvent event : log) {
            assertThat(event.position()).isEqualTo(++position);
            assertThat(event.version()).isEqualTo(versions.merge(event.stream(), 1L, Long::sum));
            assertThat(ids.add(event.event().id())).isTrue();
        }
    }

    private static void isWhole(String append, List<RecordedEvent> events) {
        assertThat(events.get(0).event().payload().json())
                .as("the size of append %s", append)
                .isEqualTo("{\"of\":" + events.size() + "}");
    }

    /**
     * Checks that these are stored where they were acknowledged.
     *
     * @param acknowledged first position, last position and id of the append, with a space in between
     */
    public void holds(List<String> acknowledged) {
        Map<String, List<RecordedEvent>> appends = appends();
        for (String line : acknowledged) {
            String[] fields = line.split(" ", -1);
            List<Long> positions = appends.getOrDefault(fields[2], List.of()).stream()
                    .map(RecordedEvent::position)
                    .toList();
            assertThat(positions)
                    .as("acknowledged append %s", fields[2])
                    .startsWith(Long.parseLong(fields[0]))
                    .endsWith(Long.parseLong(fields[1]));
        }
    }

    /** Is this such a line, and whole? The last one of a killed process may be cut. */
    public static boolean isAcknowledgement(String line) {
        return ACKNOWLEDGEMENT.matcher(line).matches();
    }

    /** The events by the id of their append. */
    public Map<String, List<RecordedEvent>> appends() {
        Map<String, List<RecordedEvent>> appends = new HashMap<>();
        for (RecordedEvent event : log) {
            event.event()
                    .tags()
                    .forEach(append -> appends.computeIfAbsent(append, key -> new ArrayList<>())
                            .add(event));
        }
        return appends;
    }
}

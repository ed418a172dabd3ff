// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static dev.eventsource.testing.EventSourceAssertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.testing.LoanDesk.Approved;
import dev.eventsource.testing.LoanDesk.Noted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssertionsTest {

    private final Storage storage = new InMemoryStorage();

    @BeforeEach
    void twoEventsOfALoanAndOneOfAnother() {
        append("loan-1", EventBuilder.of(LoanDesk.CODEC, LoanDesk.SUBMITTED));
        append("loan-2", EventBuilder.of(LoanDesk.CODEC, new Noted("called")));
        append(
                "loan-1",
                EventBuilder.of(LoanDesk.CODEC, new Approved("Grace"))
                        .id(SequentialIds.id(7))
                        .by("grace"));
    }

    private void append(String stream, EventBuilder event) {
        storage.events().append(StreamId.parse(stream), ExpectedVersion.any(), List.of(event.data()));
    }

    @Test
    void what_is_as_expected_passes() {
        assertThat(storage, LoanDesk.CODEC).isAtPosition(3).stream("loan-1")
                .isAtVersion(2)
                .hasEvents(LoanDesk.SUBMITTED, new Approved("Grace"))
                .hasTypes("LoanSubmitted", "LoanApproved");
        assertThat(storage, LoanDesk.CODEC).stream("loan-3").isEmpty().isAtVersion(0);
        assertThat(storage, LoanDesk.CODEC).log().hasTypes("LoanSubmitted", "LoanNoted", "LoanApproved");
        assertThat(storage, LoanDesk.CODEC)
                .log(EventQuery.all().ofType("LoanNoted"))
                .hasEvents(new Noted("called"));
        assertThat(storage, LoanDesk.CODEC).stream("loan-1")
                .event(1)
                .is(LoanDesk.SUBMITTED)
                .isTagged("applicant:ada")
                .occurredAt(EventBuilder.TIME);
        assertThat(storage, LoanDesk.CODEC).stream("loan-1")
                .last()
                .hasType("LoanApproved")
                .hasRevision(1)
                .hasId(SequentialIds.id(7))
                .isBy("grace")
                .hasMetadata("actor", "grace")
                .isInStream("loan-1")
                .isAtPosition(3);
        assertThat(storage, LoanDesk.CODEC).stream("loan-1").recorded().hasSize(2);
        assertThat(storage, LoanDesk.CODEC).stream("loan-1").events().contains(new Approved("Grace"));
    }

    @Test
    void a_long_stream_is_read_whole() {
        storage.events()
                .append(
                        StreamId.of("loan", "9"),
                        ExpectedVersion.any(),
                        Stream.generate(() -> EventBuilder.of("Noted", "{}").data())
                                .limit(2_000)
                                .toList());

        assertThat(storage, LoanDesk.CODEC).stream("loan-9").isAtVersion(2_000);
        assertThat(storage, LoanDesk.CODEC).log().recorded().hasSize(2_003);
    }

    @Test
    void other_events_are_shown_line_by_line() {
        Fails.with(() -> assertThat(storage, LoanDesk.CODEC).stream("loan-1")
                        .hasEvents(LoanDesk.SUBMITTED, new Approved("Ada"), new Noted("100 % sure")))
                .isEqualTo("""
                        stream loan-1 has other events than expected:
                          %s
                        - Approved[by=Ada]
                        + Approved[by=Grace]
                          ≠ by: expected Ada, was Grace
                        - Noted[text=100 %% sure]""".formatted(LoanDesk.SUBMITTED));
        Fails.with(() -> assertThat(storage, LoanDesk.CODEC).stream("loan-2").isEmpty())
                .isEqualTo("""
                        stream loan-2 has other events than expected:
                        - nothing was expected to happen
                        + LoanNoted""");
    }

    @Test
    void another_version_or_position_is_shown() {
        Fails.with(() -> assertThat(storage, LoanDesk.CODEC).stream("loan-2").isAtVersion(3))
                .isEqualTo("stream loan-2 was expected to be at version 3, and it is at 1:\nNoted[text=called]");
        Fails.with(() -> assertThat(storage, LoanDesk.CODEC).isAtPosition(4))
                .isEqualTo("The log was expected to end at position 4, and it ends at 3");
        Fails.with(() -> assertThat(storage, LoanDesk.CODEC).stream("loan-3").last())
                .isEqualTo("stream loan-3 has 0 events, there is no event 0");
        Fails.with(() -> assertThat(storage, LoanDesk.CODEC).stream("loan-2").event(2))
                .isEqualTo("stream loan-2 has 1 events, there is no event 2");
    }

    @Test
    void what_is_wrong_with_an_event_is_shown() {
        EventAssert approved =
                assertThat(storage, LoanDesk.CODEC).stream("loan-1").last();
        String place = "Event 2 of loan-1 (LoanApproved)";

        Fails.with(() -> approved.is(new Approved("Ada")))
                .startsWith(place + " is another event than expected:\n- Approved[by=Ada]\n+ Approved[by=Grace]");
        Fails.with(() -> approved.hasType("LoanNoted"))
                .isEqualTo(place + ": the type was expected to be LoanNoted, and it is LoanApproved");
        Fails.with(() -> approved.hasMetadata("channel", "web"))
                .isEqualTo(place + ": the metadata entry 'channel' was expected to be web, and it has none");
        Fails.with(() -> approved.isTagged("b", "a"))
                .isEqualTo(place + " was expected to have the tags [a, b], and it has []");
        Fails.with(() -> approved.as("after the meeting").isBy("ada")).startsWith("[after the meeting] " + place);
        Fails.with(() -> approved.hasRevision(2)).contains("the revision was expected to be 2, and it is 1");
        Fails.with(() -> approved.hasId(SequentialIds.id(8))).contains("the id was expected");
        Fails.with(() -> approved.isInStream("loan-2")).contains("the stream was expected to be loan-2");
        Fails.with(() -> approved.isAtPosition(8)).contains("the position was expected to be 8, and it is 3");
        Fails.with(() -> approved.occurredAt(EventBuilder.TIME.plusMillis(1))).contains("2026-01-01T00:00:00.001Z");
    }

    @Test
    void events_from_elsewhere_are_looked_at_too() {
        assertThat(List.of(EventBuilder.of(LoanDesk.CODEC, new Noted("a")).recorded()), LoanDesk.CODEC)
                .hasEvents(new Noted("a"));
        assertThat(EventBuilder.of(LoanDesk.CODEC, new Noted("a")).tagged("a").recorded(), LoanDesk.CODEC)
                .isTagged("a");
    }
}

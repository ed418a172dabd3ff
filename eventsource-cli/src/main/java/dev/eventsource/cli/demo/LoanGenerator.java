// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Applications that look like those of the bank in the BPI Challenge of 2012: the same activities, about as many of
 * them, and outcomes in about the same shares. The same number of applications is always the very same log.
 */
final class LoanGenerator {

    private static final Instant FIRST = Instant.parse("2011-10-01T06:00:00Z");
    private static final Duration BETWEEN = Duration.ofMinutes(100);

    private final Random random = new Random(20120314);
    private final Consumer<SourceEvent> log;
    private StreamId stream = StreamId.of("loan", "0");
    private Instant now = FIRST;
    private int ordinal;
    private int amount;

    private LoanGenerator(Consumer<SourceEvent> log) {
        this.log = log;
    }

    /** Tells so many applications, one after the other. */
    static void generate(int applications, Consumer<SourceEvent> log) {
        LoanGenerator generator = new LoanGenerator(log);
        for (int i = 0; i < applications; i++) {
            generator.application(i);
        }
    }

    private void application(int number) {
        stream = StreamId.of("loan", Integer.toString(173_688 + 3 * number));
        now = FIRST.plus(BETWEEN.multipliedBy(number)).plusMillis(random.nextInt(6_000_000));
        ordinal = 0;
        amount = 500 * (2 + random.nextInt(1 + random.nextInt(100)));
        activity("A_SUBMITTED", 0);
        activity("A_PARTLYSUBMITTED", 1);
        if (chance(26)) {
            activity("A_DECLINED", 60);
            return;
        }
        if (chance(35)) {
            work("W_Afhandelen leads", 2);
            if (chance(55)) {
                activity("A_DECLINED", 300);
                return;
            }
        }
        activity("A_PREACCEPTED", 60);
        work("W_Completeren aanvraag", 5);
        if (chance(20)) {
            activity("A_DECLINED", 3_600);
        } else if (chance(22)) {
            activity("A_CANCELLED", 86_400);
        } else {
            offer();
        }
    }

    private void offer() {
        activity("A_ACCEPTED", 600);
        activity("A_FINALIZED", 60);
        activity("O_SELECTED", 60);
        activity("O_CREATED", 1);
        activity("O_SENT", 1);
        work("W_Nabellen offertes", 8);
        if (chance(9)) {
            return;
        }
        if (chance(33)) {
            activity("O_CANCELLED", 86_400);
            activity("A_CANCELLED", 1);
            return;
        }
        activity("O_SENT_BACK", 86_400);
        work("W_Valideren aanvraag", 4);
        if (chance(20)) {
            activity("O_DECLINED", 3_600);
            activity("A_DECLINED", 1);
            return;
        }
        activity("O_ACCEPTED", 3_600);
        activity("A_APPROVED", 1);
        activity("A_REGISTERED", 1);
        activity("A_ACTIVATED", 1);
    }

    /** A piece of work: planned once, taken up and laid down a few times. */
    private void work(String name, int times) {
        activity(name + "+SCHEDULE", 1);
        for (int i = 1 + random.nextInt(times); i > 0; i--) {
            activity(name + "+START", 28_800);
            activity(name, 900);
        }
    }

    private void activity(String type, int withinSeconds) {
        now = now.plusMillis(1 + random.nextInt(withinSeconds * 1000 + 1000));
        JsonObject payload = new JsonObject()
                .put("org:resource", Integer.toString(10_000 + 7 * random.nextInt(60)))
                .put("concept:name", type)
                .put("time:timestamp", now.toString());
        if (ordinal == 0) {
            payload.put("REG_DATE", now.toString()).put("AMOUNT_REQ", Integer.toString(amount));
        }
        ordinal++;
        log.accept(new SourceEvent(
                stream,
                EventData.of(
                        EventIds.derived(stream, "generated\n" + ordinal), type, now, Payload.of(payload.toString())),
                ordinal));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}

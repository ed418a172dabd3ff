// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.EventStore;
import java.util.List;

/** Executes commands: load, fold, decide, append at the version that was loaded; once more if somebody was faster. */
final class LoanDesk {

    private static final int PAGE = 500;
    private static final int ATTEMPTS = 20;

    private final EventStore events;
    private final Latencies latencies;

    LoanDesk(EventStore events, Latencies latencies) {
        this.events = events;
        this.latencies = latencies;
    }

    /** Executes one command and returns how many events it has added. */
    int execute(RecordActivity command) {
        for (int attempt = 1; ; attempt++) {
            LoanApplication application = load(command.application());
            List<EventData> decided = application.decide(command);
            if (decided.isEmpty()) {
                return 0;
            }
            try {
                decided.forEach(event -> latencies.appending(event.id()));
                events.append(command.application(), ExpectedVersion.exactly(application.activities()), decided);
                return decided.size();
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private LoanApplication load(StreamId stream) {
        LoanApplication application = LoanApplication.NEW;
        List<RecordedEvent> page;
        do {
            page = events.read(stream, application.activities(), PAGE);
            for (RecordedEvent event : page) {
                application = application.evolve(event);
            }
        } while (page.size() == PAGE);
        return application;
    }
}

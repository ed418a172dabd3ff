// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.Decider;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.codec.StateCodec;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.projection.Documents;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Examples with personal data: whichever storage the keys were made on, theirs are in the example's own. */
class PersonalExamplesTest {

    private final Storage application = new InMemoryStorage();
    private final Options options =
            Options.DEFAULT.withPersonalData(new PersonalKeys(application, MasterKeys.of("2011", new byte[32])));
    private final EventCodec codec = new JacksonEventCodec(EventTypes.of(Applied.class), options);

    @EventType("Applied")
    record Applied(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    record Applicant(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    private static final class Applying implements Decider<Applied, String, Applied> {
        @Override
        public String initialState() {
            return "";
        }

        @Override
        public List<Applied> decide(Applied command, String names) {
            return names.contains(command.name()) ? List.of() : List.of(command);
        }

        @Override
        public String evolve(String names, Applied event) {
            return names + event.name() + ",";
        }
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void decisions_read_what_was_encrypted() {
        Specification.of(codec, "loan", Applied.class, new Applying())
                .given(new Applied("c-1", "Ada"))
                .when(new Applied("c-2", "Grace"))
                .then(new Applied("c-2", "Grace"))
                .thenState("Ada,Grace,");
    }

    @Test
    void projections_read_it_and_keep_it_encrypted() {
        StateCodec<Applicant> documents = new JacksonStateCodec<>(Applicant.class, options);
        ReadModel model = ReadModel.named("applicants").keeping("applicants");
        Projection projection = Projection.of(
                model,
                EventHandlers.builder(codec)
                        .on(
                                Applied.class,
                                (event, recorded, tx) -> new Documents<>(tx, model.collection("applicants"), documents)
                                        .put(
                                                event.customer(),
                                                new Applicant(event.customer(), event.name()),
                                                ExpectedVersion.any()))
                        .build());

        for (String stream : List.of("loan-1", "acme:loan-1")) {
            ProjectionSpecification.of(codec, projection)
                    .given(stream, new Applied("c-1", "Ada"))
                    .thenDocument("applicants", "c-1", new Applicant("c-1", "Ada"), documents);
        }
    }
}

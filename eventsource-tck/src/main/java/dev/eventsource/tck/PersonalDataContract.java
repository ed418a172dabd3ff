// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.aggregate.SnapshotPolicy;
import dev.eventsource.aggregate.Snapshots;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.codec.SubjectForgotten;
import dev.eventsource.codec.SubjectForgottenException;
import dev.eventsource.codec.SubjectKeyException;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.personal.Forgetting;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.projection.Documents;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Personal data of who was forgotten cannot be read anywhere, and everything else still can. Names have a blank: what is
 * encrypted has none, so it does not contain one by chance.
 */
abstract class PersonalDataContract extends Suite {

    private static final MasterKeys MASTER = MasterKeys.of("2011", new byte[32]);
    private static final PersonalKeys.Options AT_ONCE =
            PersonalKeys.Options.DEFAULT.withRemembered(Duration.ZERO).withMost(0);

    private PersonalKeys keys;

    PersonalDataContract(Backend contract) {
        super(contract);
    }

    @EventType("Applied")
    record Applied(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    record Applicant(
            String customer,
            @PersonalData(subject = "customer") String name,
            int applications) {}

    private static final class Applying implements Decider<Applied, Applicant, Applied> {
        @Override
        public Applicant initialState() {
            return new Applicant("nobody", "", 0);
        }

        @Override
        public List<Applied> decide(Applied command, Applicant state) {
            return List.of(command);
        }

        @Override
        public Applicant evolve(Applicant state, Applied event) {
            return new Applicant(event.customer(), event.name(), state.applications() + 1);
        }
    }

    @BeforeEach
    void keys() {
        keys = new PersonalKeys(storage, MASTER, AT_ONCE);
    }

    private static EventCodec codec(PersonalKeys keys) {
        return new JacksonEventCodec(
                EventTypes.of(Applied.class, SubjectForgotten.class), Options.DEFAULT.withPersonalData(keys));
    }

    private JacksonStateCodec<Applicant> states() {
        return new JacksonStateCodec<>(Applicant.class, Options.DEFAULT.withPersonalData(keys));
    }

    private AggregateRepository<Applied, Aggregate<Applicant>> loans(Storage on) {
        return new Aggregates(on, codec(keys)).of("loan", Applied.class, new Applying());
    }

    private static String name(AggregateRepository<Applied, Aggregate<Applicant>> loans) {
        return loans.load("1").state().name();
    }

    @Test
    void a_forgotten_subject_is_gone_from_the_log_and_streams_still_load() {
        loans(storage).execute("1", new Applied("c-1", "Ada L."));
        assertThat(name(loans(storage))).isEqualTo("Ada L.");
        assertThat(log().get(0).event().payload().json()).contains("c-1").doesNotContain("Ada L.");

        assertThat(keys.forget("", "c-1")).isTrue();

        assertThat(loans(storage).load("1").state()).isEqualTo(new Applicant("c-1", "", 1));
        assertThatExceptionOfType(SubjectForgottenException.class)
                .isThrownBy(() -> loans(storage).execute("1", new Applied("c-1", "Ada L.")));
        assertThat(loans(storage).execute("1", new Applied("c-2", "Grace")).version())
                .isEqualTo(2);
    }

    @Test
    void that_a_subject_was_forgotten_is_an_event_and_one_only() {
        loans(storage).execute("1", new Applied("c \"1\" \\", "Ada L."));

        assertThat(new Forgetting(storage).forget("c \"1\" \\")).isTrue();
        assertThat(new Forgetting(storage).forget("c \"1\" \\")).isFalse();

        List<RecordedEvent> said = events.read(StreamId.of("subject", "c \"1\" \\"), 0, 10);
        assertThat(said).hasSize(1);
        assertThat(codec(keys).decode(said.get(0))).containsExactly(new SubjectForgotten("c \"1\" \\"));
    }

    @Test
    void forgetting_is_rolled_back_with_the_transaction_it_is_in() {
        loans(storage).execute("1", new Applied("c-1", "Ada L."));

        assertThatThrownBy(() -> storage.atomically(tx -> {
                    new Forgetting(tx).forget("c-1");
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(name(loans(storage))).isEqualTo("Ada L.");
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void a_key_made_in_a_transaction_goes_with_it() {
        keys = new PersonalKeys(storage, MASTER);
        assertThatThrownBy(() -> storage.atomically(tx -> {
                    loans(tx).execute("1", new Applied("c-1", "Ada L."));
                    assertThat(name(loans(tx))).isEqualTo("Ada L.");
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        assertThat(SubjectKeyStore.of(storage).find("c-1")).isEmpty();

        storage.<Object, RuntimeException>atomically(tx -> loans(tx).execute("1", new Applied("c-1", "Ada L.")));

        keys = new PersonalKeys(storage, MASTER);
        assertThat(name(loans(storage))).isEqualTo("Ada L.");
    }

    @Test
    void snapshots_and_documents_are_encrypted_and_forgotten_too() {
        AggregateRepository<Applied, Aggregate<Applicant>> loans =
                loans(storage).with(Snapshots.of(states(), SnapshotPolicy.every(1)));
        loans.execute("1", new Applied("c-1", "Ada L."));
        Documents<Applicant> documents = new Documents<>(storage, "applicants", states());
        storage.<Long, RuntimeException>atomically(
                tx -> documents.in(tx).put("1", loans.load("1").state(), ExpectedVersion.any()));
        assertThat(storage.snapshots()
                        .find(StreamId.of("loan", "1"))
                        .orElseThrow()
                        .state()
                        .json())
                .contains("c-1")
                .doesNotContain("Ada L.");
        assertThat(storage.documents()
                        .get("applicants", "1")
                        .orElseThrow()
                        .content()
                        .json())
                .doesNotContain("Ada L.");
        assertThat(documents.get("1").orElseThrow().content().name()).isEqualTo("Ada L.");
        assertThat(name(loans)).isEqualTo("Ada L.");

        keys.forget("", "c-1");

        Applicant forgotten = new Applicant("c-1", "", 1);
        assertThat(documents.get("1").orElseThrow().content()).isEqualTo(forgotten);
        assertThat(loans.load("1").state()).isEqualTo(forgotten);
        documents.put("1", forgotten, ExpectedVersion.any());
        assertThat(documents.get("1").orElseThrow().content()).isEqualTo(forgotten);
        assertThatExceptionOfType(SubjectForgottenException.class)
                .isThrownBy(() -> documents.put("1", new Applicant("c-1", "Ada L.", 2), ExpectedVersion.any()));
    }

    @Test
    void a_dead_letter_that_is_tried_again_knows_nothing_of_who_was_forgotten() throws Exception {
        loans(storage).execute("1", new Applied("c-1", "Ada L."));
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        EventHandlers handlers = EventHandlers.builder(codec(keys))
                .on(Applied.class, applied -> {
                    if (!applied.name().isEmpty()) {
                        throw new IllegalArgumentException("not yet");
                    }
                    seen.add(applied);
                })
                .build();
        try (Running running = Running.on(storage)) {
            running.start(Subscription.of("letters", handlers));
            await().untilAsserted(() -> assertThat(storage.deadLetters().list(DeadLetterQueue.Filter.OPEN, 10))
                    .hasSize(1));
            keys.forget("", "c-1");
            storage.deadLetters().decide(DeadLetterQueue.Filter.OPEN, DeadLetter.State.RETRYING, "somebody");
            await().untilAsserted(() -> assertThat(seen).containsExactly(new Applied("c-1", "")));
        }
    }

    @Test
    void the_same_id_is_another_subject_at_another_tenant() {
        Storage acme = storage.forTenant("acme");
        loans(storage).execute("1", new Applied("c-1", "Ada L."));
        loans(acme).execute("1", new Applied("c-1", "Grace"));

        assertThat(new Forgetting(acme).forget("c-1")).isTrue();

        assertThat(name(loans(storage))).isEqualTo("Ada L.");
        assertThat(name(loans(acme))).isEmpty();
        assertThat(acme.events().read(StreamId.of("subject", "c-1"), 0, 10)).hasSize(1);
        assertThat(events.read(StreamId.of("subject", "c-1"), 0, 10)).isEmpty();
        EventCodec theirs = codec(new PersonalKeys(acme, MASTER, AT_ONCE));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .as("a tenant's keys do not open what is another one's")
                .isThrownBy(() -> theirs.decode(log().get(0)));
    }

    @Test
    void what_the_log_says_is_forgotten_is_forgotten_again_after_a_restore() {
        Storage acme = storage.forTenant("acme");
        loans(storage).execute("1", new Applied("c-1", "Ada L."));
        loans(acme).execute("1", new Applied("c-1", "Grace"));
        EventCodec codec = codec(keys);
        acme.events()
                .append(
                        StreamId.of("subject", "c-1"),
                        ExpectedVersion.any(),
                        List.of(codec.encode(new SubjectForgotten("c-1"), UUID.randomUUID(), Instant.EPOCH)));
        storage.events()
                .append(
                        StreamId.of("loan", "c-1"),
                        ExpectedVersion.any(),
                        List.of(codec.encode(new SubjectForgotten("c-1"), UUID.randomUUID(), Instant.EPOCH)));

        assertThat(new Forgetting(storage).replay()).isEqualTo(1);
        assertThat(new Forgetting(storage).replay()).isZero();
        assertThat(new Forgetting(acme).replay()).isZero();

        assertThat(name(loans(acme))).isEmpty();
        assertThat(name(loans(storage))).isEqualTo("Ada L.");
    }

    @Test
    void the_master_key_can_be_replaced() {
        loans(storage).execute("1", new Applied("c-1", "Ada L."));
        loans(storage.forTenant("acme")).execute("1", new Applied("c-1", "Grace"));
        byte[] next = new byte[32];
        next[0] = 1;
        MasterKeys rotated = MasterKeys.of("2012", next).withOlder("2011", new byte[32]);

        keys = new PersonalKeys(storage, rotated, AT_ONCE);
        assertThat(name(loans(storage))).isEqualTo("Ada L.");
        assertThat(keys.rewrap()).isEqualTo(2);
        assertThat(keys.rewrap()).isZero();

        keys = new PersonalKeys(storage, MasterKeys.of("2012", next), AT_ONCE);
        assertThat(name(loans(storage))).isEqualTo("Ada L.");
        assertThat(name(loans(storage.forTenant("acme")))).isEqualTo("Grace");
        keys = new PersonalKeys(storage, MASTER, AT_ONCE);
        unreadable("2012", "not given");
    }

    @Test
    void a_wrong_master_key_or_a_key_from_elsewhere_is_an_error_and_no_placeholder() {
        loans(storage).execute("1", new Applied("c-1", "Ada L."));
        loans(storage).execute("2", new Applied("c-2", "Grace"));
        SubjectKeyStore store = SubjectKeyStore.of(storage);
        SubjectKey.Wrapped ada = (SubjectKey.Wrapped) store.find("c-1").orElseThrow();
        SubjectKey.Wrapped grace = (SubjectKey.Wrapped) store.find("c-2").orElseThrow();
        PersonalKeys right = keys;

        byte[] wrong = new byte[32];
        wrong[31] = 1;
        keys = new PersonalKeys(storage, MasterKeys.of("2011", wrong), AT_ONCE);
        unreadable("2011", "cannot be decrypted");
        keys = right;
        store.rewrap(ada, new SubjectKey.Wrapped("c-1", "2011", grace.key()));
        unreadable("2011", "cannot be decrypted");

        store.forTenant("acme").create(ada);
        assertThatExceptionOfType(SubjectKeyException.class)
                .isThrownBy(() -> loans(storage.forTenant("acme")).execute("1", new Applied("c-1", "Ada L.")));
    }

    @Test
    void a_key_that_never_was_is_an_error_and_no_placeholder() {
        EventCodec elsewhere = codec(new PersonalKeys(storage.forTenant("acme"), MASTER, AT_ONCE))
                .on(storage.forTenant("acme"));
        events.append(
                StreamId.of("loan", "1"),
                ExpectedVersion.any(),
                List.of(elsewhere.encode(new Applied("c-1", "Ada L."), UUID.randomUUID(), Instant.EPOCH)));

        unreadable("never had a key");
    }

    private void unreadable(String... why) {
        assertThatExceptionOfType(SubjectKeyException.class)
                .isThrownBy(() -> loans(storage).load("1"))
                .withMessageContainingAll(why);
    }

    @Test
    void all_who_begin_with_a_subject_at_once_can_read_each_other() throws Exception {
        try (Storage other = contract.openAgain().orElse(null)) {
            Storage second = other == null ? storage : other;
            PersonalKeys theirs = new PersonalKeys(second, MASTER);
            for (int round = 0; round < contract.rounds(); round++) {
                Applied applied = new Applied("c-" + round, "Ada L.");
                List<RecordedEvent> stored = Race.of(4, number -> {
                            EventCodec codec = codec(number % 2 == 0 ? keys : theirs);
                            return new RecordedEvent(
                                    1,
                                    StreamId.of("loan", "1"),
                                    1,
                                    Instant.EPOCH,
                                    codec.encode(applied, UUID.randomUUID(), Instant.EPOCH));
                        })
                        .stream()
                        .map(Race.Outcome::get)
                        .toList();
                for (RecordedEvent event : stored) {
                    assertThat(codec(keys).decode(event)).containsExactly(applied);
                    assertThat(codec(theirs).decode(event)).containsExactly(applied);
                }
            }
        }
    }

    @Test
    void forgetting_while_others_write_leaves_nothing_readable_and_all_of_it_loadable() throws Exception {
        for (int round = 0; round < contract.rounds(); round++) {
            String customer = "c-" + round;
            String loan = "loan " + round;
            List<Race.Outcome<Object>> outcomes = Race.of(3, number -> {
                if (number == 0) {
                    return keys.forget("", customer);
                }
                IntStream.range(0, 3)
                        .forEach(i -> loans(storage).execute(loan + number, new Applied(customer, "Ada L.")));
                return "written";
            });
            assertThat(outcomes.get(0).get()).isEqualTo(true);
            outcomes.stream()
                    .filter(outcome -> !outcome.succeeded())
                    .forEach(outcome -> assertThat(outcome.failure()).isInstanceOf(SubjectForgottenException.class));
            for (String one : List.of(loan + 1, loan + 2)) {
                assertThat(loans(storage).find(one).map(found -> found.state().name()))
                        .isIn(Optional.empty(), Optional.of(""));
            }
        }
    }
}

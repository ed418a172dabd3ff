// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.codec.SubjectForgottenException;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.store.StorageException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Personal data is encrypted in what is stored, and gone with its subject. */
class PersonalDataTest {

    private static final UUID ID = new UUID(173688, 1);
    private static final Instant NOW = Instant.parse("2011-10-01T08:38:44.546Z");
    private static final Registered ADA = new Registered(
            "c-1",
            "Ada Lovelace",
            "Countess",
            Optional.of("ada@example.org"),
            true,
            new BigDecimal("20000.50"),
            List.of("+44 1", "+44 2"),
            new Address("St James's Square", 12));

    private final KeyRing keys = new KeyRing();
    private final JacksonEventCodec codec = codec(Registered.class, Moved.class);

    @EventType("Registered")
    record Registered(
            String customer,
            @PersonalData(subject = "customer") String name,
            @PersonalData(subject = "customer") @Nullable String title,
            @PersonalData(subject = "customer") Optional<String> email,

            @PersonalData(subject = "customer", placeholder = "false")
            boolean married,

            @PersonalData(subject = "customer", placeholder = "0")
            BigDecimal income,

            @PersonalData(subject = "customer", placeholder = "[]")
            List<String> phones,

            @PersonalData(subject = "customer") @Nullable Address address) {}

    record Address(String street, int number) {}

    record Customer(long id) {}

    @EventType("Moved")
    record Moved(List<Person> people) {
        record Person(@PersonalData(subject = "customer.id") String city, Customer customer) {}
    }

    private JacksonEventCodec codec(Class<?>... classes) {
        return new JacksonEventCodec(EventTypes.of(classes), Options.DEFAULT.withPersonalData(keys));
    }

    private static RecordedEvent recorded(EventData event) {
        return new RecordedEvent(1, StreamId.of("customer", "c-1"), 1, NOW, event);
    }

    private static RecordedEvent recorded(UUID id, String type, String json) {
        return recorded(EventData.of(id, type, NOW, Payload.of(json)));
    }

    private String encoded(Object event) {
        return codec.encode(event, ID, NOW).payload().json();
    }

    private static String sealed(String json, String field) {
        Matcher found = Pattern.compile("\"" + field + "\":\"(pd1:[^\"]*)\"").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return found.group(1);
    }

    @Test
    void what_is_stored_shows_nothing_of_it_and_is_read_as_it_was() {
        String json = encoded(ADA);

        assertThat(json)
                .contains("\"customer\":\"c-1\"")
                .doesNotContain("Ada Lovelace", "Countess", "example.org", ":true");
        assertThat(json).doesNotContain("20000", "+44", "James", "12}");
        for (String field : List.of("name", "title", "email", "married", "income", "phones", "address")) {
            assertThat(sealed(json, field)).hasSizeGreaterThan(60);
        }
        assertThat(codec.decode(recorded(ID, "Registered", json))).containsExactly(ADA);
    }

    @Test
    void the_same_is_never_encrypted_twice_alike_and_its_length_tells_little() {
        assertThat(sealed(encoded(ADA), "name")).isNotEqualTo(sealed(encoded(ADA), "name"));
        assertThat(sealed(encoded(ADA), "married"))
                .hasSameSizeAs(sealed(encoded(ADA), "name"))
                .hasSameSizeAs(sealed(encoded(ADA), "income"));
    }

    @Test
    void that_there_is_none_is_stored_as_null() {
        Registered bare = new Registered("c-1", "", null, Optional.empty(), false, BigDecimal.ZERO, List.of(), null);

        String json = encoded(bare);

        assertThat(json).contains("\"title\":null", "\"email\":null", "\"address\":null");
        assertThat(codec.decode(recorded(ID, "Registered", json))).containsExactly(bare);
    }

    @Test
    void records_in_lists_have_subjects_of_their_own() {
        Moved moved = new Moved(
                List.of(new Moved.Person("London", new Customer(1)), new Moved.Person("Arlington", new Customer(2))));
        String json = encoded(moved);
        assertThat(json).doesNotContain("London", "Arlington").contains("\"id\":1", "\"id\":2");
        assertThat(codec.decode(recorded(ID, "Moved", json))).containsExactly(moved);

        keys.forget("", "1");

        assertThat(codec.decode(recorded(ID, "Moved", json)))
                .containsExactly(new Moved(List.of(
                        new Moved.Person("", new Customer(1)), new Moved.Person("Arlington", new Customer(2)))));
    }

    @Test
    void after_forgetting_placeholders_are_read() {
        EventData event = codec.encode(ADA, ID, NOW);
        keys.forget("", "c-1");

        assertThat(codec.decode(recorded(event)))
                .containsExactly(
                        new Registered("c-1", "", null, Optional.empty(), false, BigDecimal.ZERO, List.of(), null));
    }

    @Test
    void nothing_new_can_be_stored_of_who_was_forgotten_but_placeholders() {
        Registered known =
                (Registered) codec.decode(recorded(codec.encode(ADA, ID, NOW))).get(0);
        keys.forget("", "c-1");

        assertThatThrownBy(() -> encoded(known))
                .isInstanceOf(SubjectForgottenException.class)
                .hasMessageContaining("forgotten")
                .hasMessageNotContaining("Ada");

        Registered nobody = new Registered("c-1", "", null, Optional.empty(), false, BigDecimal.ZERO, List.of(), null);
        String json = encoded(nobody);
        assertThat(codec.decode(recorded(ID, "Registered", json))).containsExactly(nobody);
    }

    @Test
    void that_somebody_was_forgotten_cannot_be_pretended() {
        String json = encoded(ADA);

        refused(json.replace(sealed(json, "name"), "pd1:"));
    }

    @Test
    void a_key_that_cannot_be_had_is_an_error_and_no_placeholder() {
        EventData event = codec.encode(ADA, ID, NOW);
        keys.down(true);

        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> codec.decode(recorded(event)));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> encoded(ADA));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> encoded(new Moved(List.of(new Moved.Person("London", new Customer(1))))));
    }

    @Test
    void what_the_keys_throw_passes_through_as_it_is() {
        String unknown = "{\"people\":[{\"city\":\"pd1:AAAA\",\"customer\":{\"id\":1}}]}";

        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> codec.decode(recorded(ID, "Moved", unknown)))
                .withMessage("no such key");
    }

    @Test
    void what_was_moved_does_not_open() {
        String json = encoded(ADA);
        String name = sealed(json, "name");
        String title = sealed(json, "title");
        keys.forSealing("", "c-2");
        keys.forSealing("acme", "c-1");

        refused(json.replace(name, title));
        refused(json.replace("c-1", "c-2"));
        assertThatExceptionOfType(CodecException.class)
                .as("in another event")
                .isThrownBy(() -> codec.decode(recorded(new UUID(173688, 2), "Registered", json)));
        assertThatExceptionOfType(CodecException.class)
                .as("at another tenant")
                .isThrownBy(() -> codec.decode(new RecordedEvent(
                        1,
                        StreamId.parse("acme:customer-1"),
                        1,
                        NOW,
                        recorded(ID, "Registered", json).event())));
    }

    @Test
    void what_was_changed_does_not_open() {
        String json = encoded(ADA);
        String name = sealed(json, "name");

        Stream.of(
                        name.substring(0, name.length() - 1),
                        name.substring(0, 10),
                        name.substring(0, 20),
                        name + "A",
                        "pd1:!",
                        "pd1:\u00e9",
                        "pd2:" + name.substring(4),
                        name.substring(0, 30) + (name.charAt(30) == 'A' ? 'B' : 'A') + name.substring(31),
                        "Ada Lovelace")
                .forEach(changed -> refused(json.replace(name, changed)));
        refused(json.replace('"' + name + '"', "1"));
    }

    private void refused(String json) {
        assertThatThrownBy(() -> codec.decode(recorded(ID, "Registered", json)))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageContaining("personal data")
                .hasMessageNotContaining("Ada")
                .hasMessageNotContaining("pd1:");
    }

    @Test
    void a_subject_must_be_said() {
        refused(encoded(ADA).replace("\"c-1\"", "null"));
        refused(encoded(ADA).replace("\"c-1\"", "[]"));
        refused(encoded(ADA).replace("\"c-1\"", '"' + "x".repeat(201) + '"'));
        for (String subject : new String[] {"", "x".repeat(201)}) {
            Registered nobody =
                    new Registered(subject, "Ada", null, Optional.empty(), true, BigDecimal.ONE, List.of(), null);
            assertThatThrownBy(() -> encoded(nobody))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("field name: personal data, but its subject's id is no string")
                    .hasMessageNotContaining("Ada");
        }
    }

    @Test
    void what_was_stored_before_is_read_only_where_that_is_wanted() {
        String before = "{\"people\":[{\"city\":\"London\",\"customer\":{\"id\":1}}]}";
        RecordedEvent old = recorded(ID, "Moved", before);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(old))
                .withMessageContaining("acceptingUnencrypted");
        JacksonEventCodec accepting = new JacksonEventCodec(
                EventTypes.of(Moved.class),
                Options.DEFAULT.withPersonalData(keys).acceptingUnencrypted());

        assertThat(accepting.decode(old))
                .containsExactly(new Moved(List.of(new Moved.Person("London", new Customer(1)))));
        keys.forget("", "1");
        assertThat(accepting.decode(old)).containsExactly(new Moved(List.of(new Moved.Person("", new Customer(1)))));
    }

    @EventType(value = "Joined", revision = 2, aliases = "Registered")
    record Joined(
            String person,
            @PersonalData(subject = "person", name = "name") String fullName) {}

    @Test
    void upcasters_see_what_is_encrypted_and_may_rename_around_it() {
        EventData old = codec.encode(ADA, ID, NOW);
        JacksonEventCodec today = new JacksonEventCodec(
                EventTypes.of(Joined.class),
                Options.DEFAULT
                        .withPersonalData(keys)
                        .withUpcasters(Upcaster.of("Joined", 1, PersonalDataTest::renameFields)));

        assertThat(today.decode(recorded(old))).containsExactly(new Joined("c-1", "Ada Lovelace"));
        Joined joined = new Joined("c-1", "Ada King");
        assertThat(today.decode(recorded(today.encode(joined, ID, NOW)))).containsExactly(joined);
    }

    private static void renameFields(ObjectNode payload) {
        assertThat(payload.get("name").stringValue()).startsWith("pd1:");
        payload.set("fullName", payload.remove("name"));
        payload.set("person", payload.remove("customer"));
    }

    record Profile(
            String customer,
            @PersonalData(subject = "customer") String name,
            int orders) {}

    @Test
    void states_are_encrypted_too_and_cannot_be_asked_for_it() {
        JacksonStateCodec<Profile> states =
                new JacksonStateCodec<>(Profile.class, Options.DEFAULT.withPersonalData(keys));
        Profile profile = new Profile("c-1", "Ada King", 2);

        Payload stored = states.encode(profile);

        assertThat(stored.json()).doesNotContain("Ada King").contains("\"orders\":2");
        assertThat(states.decode(stored, "a document")).isEqualTo(profile);
        assertThat(states.fields()).containsExactly("customer", "orders");
        assertThat(states.hasField("name")).isFalse();
        assertThatExceptionOfType(CodecException.class)
                .as("what an event has, in a state")
                .isThrownBy(() -> states.decode(
                        Payload.of("{\"customer\":\"c-1\",\"name\":\"" + sealed(encoded(ADA), "name")
                                + "\",\"orders\":2}"),
                        "a document"));
        keys.forget("", "c-1");
        assertThat(states.decode(stored, "a document")).isEqualTo(new Profile("c-1", "", 2));
    }

    record NoPlaceholder(
            String customer,
            @PersonalData(subject = "customer") int age) {}

    record WrongPlaceholder(
            String customer,

            @PersonalData(subject = "customer", placeholder = "\"x\"")
            int age) {}

    record NoSubject(@PersonalData(subject = "customer") String name) {}

    record NoSuchStep(
            Customer customer,
            @PersonalData(subject = "customer.key") String name) {}

    record SecretSubject(
            @PersonalData(subject = "other") String customer,
            @PersonalData(subject = "customer") String name,
            String other) {}

    record Unwrapped(
            @com.fasterxml.jackson.annotation.JsonUnwrapped Profile profile) {}

    record WrittenOtherwise(
            String customer,
            @PersonalData(subject = "customer") String name) {
        @com.fasterxml.jackson.annotation.JsonValue
        String text() {
            return customer + name;
        }
    }

    record Hidden(List<NoPlaceholder> inside) {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                NoPlaceholder.class,
                WrongPlaceholder.class,
                NoSubject.class,
                NoSuchStep.class,
                SecretSubject.class,
                Unwrapped.class,
                WrittenOtherwise.class,
                Hidden.class
            })
    void what_cannot_be_kept_is_refused_when_the_codec_is_built(Class<?> type) {
        assertThatThrownBy(() -> new JacksonStateCodec<>(type, Options.DEFAULT.withPersonalData(keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*(PersonalData|placeholder).*");
    }

    @Test
    void personal_data_without_keys_is_refused_when_the_codec_is_built() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new JacksonStateCodec<>(Profile.class))
                .withMessageContainingAll("Profile", "withPersonalData");
    }

    @Test
    void an_error_in_what_was_decrypted_shows_nothing_of_it() {
        String json = encoded(new Moved(List.of(new Moved.Person("London", new Customer(1)))));
        JacksonEventCodec other =
                new JacksonEventCodec(EventTypes.of(Numbered.class), Options.DEFAULT.withPersonalData(keys));

        assertThatThrownBy(() -> other.decode(recorded(ID, "Moved", json)))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageContaining("field people[0].city")
                .hasMessageNotContaining("London");
    }

    @EventType("Moved")
    record Numbered(List<Somebody> people) {
        record Somebody(
                @PersonalData(subject = "customer.id", placeholder = "0")
                int city,

                Customer customer) {}
    }
}

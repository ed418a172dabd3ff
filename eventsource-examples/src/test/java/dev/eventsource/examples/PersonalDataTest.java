// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.codec.StateCodec;
import dev.eventsource.codec.SubjectForgotten;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.store.Storage;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/how-to/personal-data.md. */
class PersonalDataTest {

    @TempDir
    Path folder;

    record Address(String street, String city) {}

    record Customer(String customer) {}

    // DOC event begin
    @EventType("CustomerRegistered")
    record CustomerRegistered(
            String customer, // an id that tells nothing: it stays readable
            @PersonalData(subject = "customer") String name, // after forgetting: ""
            @PersonalData(subject = "customer") @Nullable String phone, // after forgetting: null

            @PersonalData(subject = "customer", placeholder = "0")
            BigDecimal income,

            @PersonalData(subject = "customer", placeholder = "[]")
            List<Address> addresses) {}
    // DOC event end

    @Test
    void who_was_forgotten_cannot_be_read() throws Exception {
        Path masterKeyFile = folder.resolve("master.key");
        Files.writeString(masterKeyFile, "2026:" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        Storage storage = new InMemoryStorage();
        EventTypes types = EventTypes.of(CustomerRegistered.class, SubjectForgotten.class);
        // DOC codecs begin
        PersonalKeys keys = new PersonalKeys(storage, MasterKeys.parse(Files.readString(masterKeyFile)));
        Options options = Options.DEFAULT.withPersonalData(keys);
        EventCodec codec = new JacksonEventCodec(types, options);
        StateCodec<Customer> states = new JacksonStateCodec<>(Customer.class, options);
        // DOC codecs end
        CustomerRegistered ada = new CustomerRegistered(
                "c-42", "Ada", "0123", BigDecimal.TEN, List.of(new Address("St. James's Square", "London")));
        EventData data = codec.on(storage).encode(ada, EventIds.next(), Instant.now());
        storage.events().append(StreamId.of("customer", "c-42"), ExpectedVersion.noStream(), List.of(data));
        assertThat(data.payload().json()).contains("c-42").doesNotContain("Ada", "London");
        assertThat(states.type()).isEqualTo(Customer.class);

        keys.forget("", "c-42");

        assertThat(codec.on(storage).decode(storage.events().find(data.id()).orElseThrow()))
                .containsExactly(new CustomerRegistered("c-42", "", null, BigDecimal.ZERO, List.of()));
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("personal-data.md").hasTheCodeOf("PersonalDataTest.java");
    }
}

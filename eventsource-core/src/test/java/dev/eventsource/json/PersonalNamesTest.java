// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
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
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** However personal data is called and written, it is encrypted, and a placeholder is one. */
class PersonalNamesTest {

    private static final UUID ID = new UUID(173688, 1);
    private static final Instant NOW = Instant.parse("2011-10-01T08:38:44.546Z");

    private final KeyRing keys = new KeyRing();

    @EventType("Registered")
    record First(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    @EventType("Registered")
    record Renamed(
            String customer,

            @PersonalData(subject = "customer", name = "name") @JsonAlias({"name", "called"})
            String fullName) {}

    @EventType("Rated")
    record Rated(
            String customer,

            @PersonalData(subject = "customer", placeholder = "0")
            double income,

            @PersonalData(subject = "customer", placeholder = "{\"street\":\"\"}")
            Address address,

            @PersonalData(subject = "customer", placeholder = "\"1970-01-01T00:00:00.000Z\"")
            Instant born) {}

    record Address(String street, @Nullable String zip, Optional<String> country) {}

    @EventType("Rated")
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record InARow(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    private JacksonEventCodec codec(Class<?> type) {
        return new JacksonEventCodec(EventTypes.of(type), Options.DEFAULT.withPersonalData(keys));
    }

    private static RecordedEvent recorded(String type, String json) {
        EventData event = EventData.of(ID, type, NOW, Payload.of(json));
        return new RecordedEvent(1, StreamId.of("customer", "c-1"), 1, NOW, event);
    }

    private static String json(JacksonEventCodec codec, Object event) {
        return codec.encode(event, ID, NOW).payload().json();
    }

    @Test
    void a_renamed_component_is_decrypted_under_its_old_names() {
        String stored = json(codec(First.class), new First("c-1", "Ada Lovelace"));
        JacksonEventCodec today = codec(Renamed.class);

        assertThat(today.decode(recorded("Registered", stored))).containsExactly(new Renamed("c-1", "Ada Lovelace"));
        assertThat(today.decode(recorded("Registered", stored.replace("\"name\"", "\"called\""))))
                .containsExactly(new Renamed("c-1", "Ada Lovelace"));
        keys.forget("", "c-1");
        assertThat(today.decode(recorded("Registered", stored))).containsExactly(new Renamed("c-1", ""));
    }

    @Test
    void under_an_old_name_it_is_refused_in_the_clear_and_under_two_names() {
        JacksonEventCodec today = codec(Renamed.class);

        assertThatThrownBy(() -> today.decode(recorded("Registered", "{\"customer\":\"c-1\",\"name\":\"Ada\"}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("not encrypted")
                .hasMessageNotContaining("Ada");
        assertThatThrownBy(() -> today.decode(
                        recorded("Registered", "{\"customer\":\"c-1\",\"name\":\"Ada\",\"fullName\":\"Grace\"}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("two names")
                .hasMessageNotContaining("Ada");
    }

    @Test
    void names_in_other_cases_and_records_without_names_are_refused() {
        JsonMapper lax = JsonMapper.builder()
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JacksonEventCodec(
                        EventTypes.of(First.class),
                        Options.DEFAULT.withPersonalData(keys).withMapper(lax)))
                .withMessageContaining("names in other cases");
        assertThatThrownBy(() -> json(codec(InARow.class), new InARow("c-1", "Ada")))
                .hasMessageNotContaining("Ada");
    }

    @Test
    void what_was_read_of_who_was_forgotten_can_be_stored_again_however_its_placeholder_was_written() {
        JacksonEventCodec codec = codec(Rated.class);
        String stored = json(
                codec, new Rated("c-1", 20_000.5, new Address("St James's Square", "SW1", Optional.of("GB")), NOW));
        keys.forget("", "c-1");

        Rated read = (Rated) codec.decode(recorded("Rated", stored)).get(0);
        assertThat(read).isEqualTo(new Rated("c-1", 0, new Address("", null, Optional.empty()), Instant.EPOCH));

        assertThat(codec.decode(recorded("Rated", json(codec, read)))).containsExactly(read);
        assertThatThrownBy(() -> json(codec, new Rated("c-1", 0.5, read.address(), read.born())))
                .isInstanceOf(SubjectForgottenException.class);
    }
}

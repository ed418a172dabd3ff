// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.eventsource.codec.CodecException;
import dev.eventsource.event.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class JacksonStateCodecTest {

    private static final OpenLoan LOAN = new OpenLoan(
            "ada",
            new BigDecimal("20000.00"),
            new Address("Delft", null),
            Map.of("eur", new Money(3)),
            List.of(new Money(1)),
            Optional.of(new Money(2)),
            new Pledge.House("Delft"),
            Instant.EPOCH,
            JsonNodeFactory.instance.objectNode().put("any", 1));

    private final JacksonStateCodec<OpenLoan> codec = new JacksonStateCodec<>(OpenLoan.class);

    @Test
    void a_state_comes_back_as_it_was() {
        assertThat(codec.type()).isEqualTo(OpenLoan.class);
        assertThat(codec.decode(codec.encode(LOAN), "document loans/1")).isEqualTo(LOAN);
    }

    @Test
    void what_does_not_fit_is_refused_with_its_place_and_without_content() {
        CodecException refused = catchThrowableOfType(
                CodecException.class,
                () -> new JacksonStateCodec<>(Address.class)
                        .decode(Payload.of("{\"city\":\"secret\",\"parent\":{\"city\":1}}"), "document people/ada"));

        assertThat(refused)
                .hasMessageContainingAll(Address.class.getName(), "document people/ada", "field parent.city")
                .hasMessageNotContaining("secret");
        assertThat(refused.field()).isEqualTo("parent.city");
        assertThat(refused.place()).isEmpty();
        assertThatThrownBy(() -> codec.decode(Payload.of("{}"), "")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(Payload.of("null"), "")).isInstanceOf(CodecException.class);
    }

    @Test
    void what_could_not_be_read_again_is_not_written() {
        assertThatThrownBy(() -> new JacksonStateCodec<>(Rate.class).encode(new Rate(Double.NaN)))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("Rate", "value");
    }

    @Test
    void classes_that_are_no_records_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JacksonStateCodec<>(Thread.class))
                .withMessageContaining("java.lang.Thread is no record");
    }

    @Test
    void it_knows_the_fields_as_they_are_named_in_json() {
        assertThat(codec.fields())
                .containsExactly(
                        "customer",
                        "sum",
                        "address",
                        "address.city",
                        "address.parent",
                        "balances",
                        "balances.*",
                        "balances.*.cents",
                        "payments",
                        "fee",
                        "fee.cents",
                        "pledge",
                        "pledge.kind",
                        "pledge.city",
                        "pledge.plate",
                        "since",
                        "notes");
        assertThat(codec.fields())
                .allSatisfy(field -> assertThat(codec.hasField(field)).as(field).isTrue());
    }

    @Test
    void it_follows_paths_as_far_as_there_are_fields() {
        for (String field :
                List.of("address.parent.parent.city", "balances.eur.cents", "notes.any.thing", "fee.cents", "sum")) {
            assertThat(codec.hasField(field)).as(field).isTrue();
        }
        for (String field : List.of(
                "amount", "address.town", "payments.cents", "customer.name", "balances.eur.euros", "since.epoch")) {
            assertThat(codec.hasField(field)).as(field).isFalse();
        }
    }

    record OpenLoan(
            String customer,
            @JsonProperty("sum") BigDecimal amount,
            Address address,
            Map<String, Money> balances,
            List<Money> payments,
            Optional<Money> fee,
            Pledge pledge,
            Instant since,
            JsonNode notes) {}

    record Address(String city, @Nullable Address parent) {}

    record Money(long cents) {}

    record Rate(double value) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Pledge.House.class, name = "house"),
        @JsonSubTypes.Type(value = Pledge.Car.class, name = "car")
    })
    sealed interface Pledge {
        record House(String city) implements Pledge {}

        record Car(String plate) implements Pledge {}
    }
}

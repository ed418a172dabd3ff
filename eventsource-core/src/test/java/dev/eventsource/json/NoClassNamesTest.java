// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.json.JacksonEventCodec.Options;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class NoClassNamesTest {

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClass {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
    interface ByMinimalClass {}

    record Direct(ByClass collateral) {}

    record Minimal(ByMinimalClass collateral) {}

    record InList(List<ByClass> collaterals) {}

    record InMap(Map<String, Optional<ByClass>> collaterals) {}

    record OnComponent(
            @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object collateral) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    record Itself(String text) {}

    record Deep(Middle middle) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Middle(Direct[] direct) {}

    record BehindName(Collateral collateral) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = House.class, name = "house"),
        @JsonSubTypes.Type(value = Bad.class, name = "bad")
    })
    interface Collateral {}

    record House(String street) implements Collateral {}

    record Bad(ByClass part) implements Collateral {}

    record Fine(Security security) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(value = Car.class, name = "car"))
    sealed interface Security {}

    record Car(String plate) implements Security {}

    interface Plain {}

    record Mixed(Plain plain) {}

    record Odd(Thread thread) {}

    static final class NoRecord {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                Direct.class,
                Minimal.class,
                InList.class,
                InMap.class,
                OnComponent.class,
                Itself.class,
                Deep.class,
                BehindName.class
            })
    void a_type_that_would_write_the_name_of_a_class_is_refused_when_the_codec_is_built(Class<?> type) {
        EventTypes types = EventTypes.of().with("LoanSecured", 1, type);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JacksonEventCodec(types))
                .withMessageContaining("would write names of classes");
    }

    @Test
    void a_mix_in_is_no_way_round() {
        EventTypes types = EventTypes.of().with("LoanSecured", 1, Mixed.class);
        Options mixed = Options.DEFAULT.withMapper(
                JsonMapper.builder().addMixIn(Plain.class, ByClass.class).build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JacksonEventCodec(types, mixed))
                .withMessageContaining("would write names of classes");
    }

    @Test
    void names_that_outlive_renaming_a_class_are_welcome() {
        JacksonEventCodec codec = new JacksonEventCodec(EventTypes.of().with("LoanSecured", 1, Fine.class));
        Fine fine = new Fine(new Car("B-AB 1"));
        var event = codec.encode(fine, new UUID(1, 2), Instant.EPOCH);

        assertThat(event.payload().json()).isEqualTo("{\"security\":{\"@type\":\"car\",\"plate\":\"B-AB 1\"}}");
        assertThat(codec.decode(Loans.recorded(event)).get(0)).isEqualTo(fine);
    }

    @Test
    void a_class_that_is_no_record_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JacksonEventCodec(EventTypes.of().with("Old", 1, NoRecord.class)))
                .withMessageContainingAll(NoRecord.class.getName(), "no record");
    }
}

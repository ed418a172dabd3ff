// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.kafka.KafkaEventBus.Options;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOptionsTest {

    @Test
    void what_cannot_be_is_refused_with_the_option_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.DEFAULT.withReplicationFactor(0))
                .withMessageContaining("Options.replicationFactor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.DEFAULT.withReplicationFactor(40_000))
                .withMessageContaining("Options.replicationFactor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.DEFAULT.withTransactionalId("a\nb"))
                .withMessageContaining("Options.transactionalId");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaEventBus(Map.of(), Options.DEFAULT))
                .withMessageContaining("bootstrap.servers");
    }

    @Test
    void a_url_opens_it() {
        String url = "kafka://" + TestBroker.server().bootstrap();
        try (EventBus bus = EventBuses.open(url, Loans.options())) {
            assertThat(bus).isInstanceOf(KafkaEventBus.class);
            assertThat(bus.trouble()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:",
                "kafka://",
                "kafka://host",
                "kafka://ada:secret@host:9092",
                "kafka://host:9092?password=secret",
                "kafka://host:9092/secret",
                "kafka://host:9092,"
            })
    void a_url_that_makes_no_sense_is_refused_without_its_password(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventBuses.open(url))
                .withMessageContaining("kafka://HOST:PORT,HOST:PORT")
                .withMessageNotContaining("secret");
    }

    @Test
    void names_of_the_longest_parts_fit_into_kafkas() {
        String longest = "n".repeat(80);
        KafkaNames names = new KafkaNames(longest);
        assertThat(names.letters(longest, longest)).hasSize(249);
        assertThat(names.replays(longest, longest)).hasSize(249);
        assertThat(names.groupOfLetters(longest, names.letters(longest, longest)))
                .contains(longest);
    }

    @Test
    void names_are_not_taken_for_others() {
        KafkaNames names = new KafkaNames("es");
        assertThat(KafkaNames.isReplays("es--rep")).isFalse();
        assertThat(KafkaNames.isReplays(names.replays("loans", "billing"))).isTrue();
        assertThat(KafkaNames.isReplays(names.letters("loans", "billing"))).isFalse();
        assertThat(names.groupOfLetters("loans", "es--loans--billing--dlq")).contains("billing");
        assertThat(List.of(
                        "es--loans",
                        "es--loans--dlq",
                        "es--loans--a--b--dlq",
                        "es--other--a--dlq",
                        "es--loans--a--rep"))
                .allSatisfy(
                        name -> assertThat(names.groupOfLetters("loans", name)).isEmpty());
        assertThatIllegalArgumentException().isThrownBy(() -> names.topic("a--b"));
    }

    @Test
    void a_client_gets_no_settings_of_another_kind() {
        Map<String, Object> given = TestBroker.client();
        given.put("compression.type", "gzip");
        given.put("max.poll.records", "7");
        Clients clients = new Clients(given, Options.DEFAULT.withBus(BusOptions.DEFAULT));
        assertThat(clients.session()).hasSeconds(2);
        assertThat(clients.maxPollInterval()).hasMinutes(5);
        clients.producer("").close();
        clients.reader().close();
        clients.admin().close();
    }
}

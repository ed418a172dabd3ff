// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static dev.eventsource.servers.PostgresServerTest.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class ExternalServerTest {

    private static final PostgresProduct POSTGRES = new PostgresProduct(List.of());

    /** Uses the server of the environment, and tries to get one of its own. */
    static final class Program {

        public static void main(String[] arguments) {
            Database database = PostgresServer.shared().createDatabase();
            database.execute("create table loan (id int)");
            System.out.println("DATABASE " + database.name());
            try {
                PostgresServer.start();
            } catch (TestAbortedException | IllegalStateException e) {
                System.out.println(e.getClass().getSimpleName());
            }
        }
    }

    @Test
    void the_server_of_the_environment_is_used_but_not_broken() throws Exception {
        assertThat(outputWhenRequired(""))
                .contains("TestAbortedException")
                .anyMatch(line -> line.startsWith("PostgreSQL for the tests: server 127.0.0.1 of"));
        assertThat(outputWhenRequired("redis, all")).contains("IllegalStateException");
    }

    /** Uses the servers of the environment, and tries to get some of its own. */
    static final class OtherServers {

        public static void main(String[] arguments) {
            List.of(RedisServer.shared(), RabbitServer.shared(), KafkaServer.shared())
                    .forEach(server -> System.out.println("PORT " + server.port()));
            for (Runnable start : List.<Runnable>of(RedisServer::start, RabbitServer::start, KafkaServer::start)) {
                try {
                    start.run();
                } catch (TestAbortedException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void other_servers_of_the_environment_are_used_but_not_broken_either() throws Exception {
        RedisServer redis = RedisServer.shared();
        RabbitServer rabbit = RabbitServer.shared();
        KafkaServer kafka = KafkaServer.shared();
        Map<String, String> environment = Map.of(
                "EVENTSOURCE_TEST_REDIS_URL", redis.url(),
                "EVENTSOURCE_TEST_RABBITMQ_URL", rabbit.url(),
                "EVENTSOURCE_TEST_KAFKA_BOOTSTRAP", kafka.bootstrap(),
                "EVENTSOURCE_TEST_REQUIRE", "");
        try (AnotherJvm jvm = AnotherJvm.start(OtherServers.class, environment)) {
            List<String> lines = jvm.lines();
            assertThat(lines)
                    .contains("PORT " + redis.port(), "PORT " + rabbit.port(), "PORT " + kafka.port())
                    .anyMatch(line -> line.startsWith("Kafka for the tests: server 127.0.0.1 of"));
            for (String server : List.of("Redis", "RabbitMQ", "Kafka")) {
                assertThat(lines)
                        .anyMatch(line -> line.startsWith("No " + server + " for this test: EVENTSOURCE_TEST_")
                                && line.endsWith("names a server that no test may break"));
            }
        }
    }

    private static List<String> outputWhenRequired(String required) throws Exception {
        Database admin = PostgresServer.shared().node().admin();
        String url = admin.url() + "?user=" + admin.user() + "&password=" + admin.password();
        try (AnotherJvm jvm = AnotherJvm.start(
                Program.class, Map.of("EVENTSOURCE_TEST_POSTGRES_URL", url, "EVENTSOURCE_TEST_REQUIRE", required))) {
            List<String> lines = jvm.lines();
            assertThat(jvm.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThatTheDatabaseIsGone(lines);
            return lines;
        }
    }

    private static void assertThatTheDatabaseIsGone(List<String> lines) throws SQLException {
        String database = lines.stream()
                .filter(line -> line.startsWith("DATABASE "))
                .map(line -> line.substring("DATABASE ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
        assertThat(ask(
                        PostgresServer.shared().node().admin(),
                        "select count(*) from pg_database where datname = '" + database + "'"))
                .isEqualTo("0");
    }

    @Test
    void an_address_has_all_its_parts() {
        assertThat(POSTGRES.at("jdbc:postgresql://db:5433/shop?user=me&password=secret")
                        .admin())
                .isEqualTo(new Database("db", 5433, "shop", "me", "secret"));
        assertThatIllegalStateException()
                .isThrownBy(() -> POSTGRES.at("jdbc:postgresql://db:5433/shop?user=me"))
                .withMessageContaining("password");
        assertThatIllegalStateException()
                .isThrownBy(() -> POSTGRES.at("mysql://db"))
                .withMessageContaining("mysql://db");
    }

    @Test
    void a_missing_server_aborts_the_test_unless_it_is_required() {
        assertThat(Missing.because(POSTGRES, "no binaries", null)).isInstanceOf(TestAbortedException.class);
        assertThat(Missing.because(POSTGRES, "no binaries", "redis")).isInstanceOf(TestAbortedException.class);
        for (String required : List.of("all", "postgres", "redis,postgres", "redis postgres")) {
            assertThat(Missing.because(POSTGRES, "no binaries", required))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no binaries");
        }
    }

    @Test
    void a_server_of_somebody_else_cannot_be_broken() {
        Node<Database> node = POSTGRES.at("jdbc:postgresql://db:5433/shop?user=me&password=secret");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(node::kill9);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(node::pause);
    }
}

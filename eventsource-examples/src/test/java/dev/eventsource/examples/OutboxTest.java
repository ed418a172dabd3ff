// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.OutboxTable;
import dev.eventsource.jdbc.TableSource;
import dev.eventsource.outbox.HttpPublisher;
import dev.eventsource.outbox.Mapper;
import dev.eventsource.outbox.Relay;
import dev.eventsource.testing.PublishedMessages;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The code of docs/how-to/outbox.md. */
class OutboxTest {

    @TempDir
    Path folder;

    // DOC mapper begin
    static final Mapper ORDERS = item -> {
        StreamId order = StreamId.of("order", item.key());
        return Optional.of(Message.of(
                order,
                EventData.of(
                        EventIds.derived(order, item.text("id")),
                        item.text("type"),
                        Instant.parse(item.text("happened")),
                        Payload.of(item.text("content")))));
    };
    // DOC mapper end

    @Test
    void a_table_of_another_application_is_published() throws Exception {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("shop.db"));
        execute(database, """
                create table outbox (
                    id integer primary key,
                    customer text,
                    type text,
                    happened text,
                    content text,
                    relay_attempts integer not null default 0,
                    relay_due bigint, relay_owner text, relay_until bigint,
                    relay_published bigint, relay_failed bigint, relay_error text
                )
                """);
        execute(database, """
                insert into outbox (customer, type, happened, content)
                values ('ada', 'Ordered', '2011-10-01T08:38:44Z', '{"sum":1}')
                """);
        PublishedMessages bus = new PublishedMessages();
        // DOC relay begin
        TableSource source = new TableSource(database, new OutboxTable("outbox", "id", "customer"));
        Relay relay = Relay.start("orders", source, ORDERS, bus, "orders", Relay.Options.DEFAULT);
        // DOC relay end
        await().until(() -> relay.published() == 1);
        relay.close();
        assertThat(bus.on("orders").get(0).key()).isEqualTo("order-ada");
        assertThat(bus.on("orders").get(0).event().payload().json()).isEqualTo("{\"sum\":1}");
        // DOC http begin
        Publisher partner = new HttpPublisher(URI.create("https://partner.example/events"), Duration.ofSeconds(10));
        // DOC http end
        assertThat(partner).isNotNull();
    }

    private static void execute(DataSource database, String sql) throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("outbox.md").hasTheCodeOf("OutboxTest.java");
    }
}

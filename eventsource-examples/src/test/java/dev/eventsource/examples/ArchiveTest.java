// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.postgres.PostgresStorage.Options;
import dev.eventsource.servers.PostgresServer;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/archive.md. */
class ArchiveTest {

    private final DataSource dataSource =
            PostgresServer.shared().createDatabase().dataSource();
    private final Options options = Options.DEFAULT;

    @Test
    void a_log_in_ranges_is_archived_when_there_is_something_to_archive() {
        // DOC migrate begin
        PostgresStorage.migrate(dataSource, options, 10_000_000); // positions per range; cannot be changed later
        // DOC migrate end
        // DOC archive begin
        List<String> detached = PostgresStorage.archive(dataSource, options, 20_000_001); // [es_event_p0, es_event_p1]
        // DOC archive end
        assertThat(detached).isEmpty();
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("archive.md").hasTheCodeOf("ArchiveTest.java");
    }
}

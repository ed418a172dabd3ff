// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventData;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteStreamWriter;

/**
 * One COPY an append, in the binary format: postgresql.org/docs/current/sql-copy.html. The positions are numbered here,
 * from ranges taken now and then. Without tags, which are another table's rows.
 */
final class CopyRows implements Writers.Session {

    private static final byte[] HEAD = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int COLUMNS = 12;
    private static final long Y2K_SECONDS = 946_684_800;
    private static final String SQL = "copy es_event (position, stream_id, category_id, version, " + EventColumns.NAMES
            + ") from stdin (format binary)";

    private final Connection connection;
    private final PreparedStatement range;
    private final List<Planned> appends;
    private long position;
    private long end;

    CopyRows(Connection connection, List<Planned> appends) throws SQLException {
        this.connection = connection;
        this.range = connection.prepareStatement("select nextval('es_position_range')");
        this.appends = appends;
    }

    @Override
    public void append(int number) throws SQLException, IOException {
        Planned append = appends.get(number);
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(rows);
        Instant now = Instant.now();
        out.write(HEAD);
        long version = append.version();
        for (EventData event : append.events()) {
            write(out, append.stream(), ++version, event, now);
        }
        out.writeShort(-1);
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(SQL, ByteStreamWriter.of(ByteBuffer.wrap(rows.toByteArray())));
    }

    private void write(DataOutputStream out, long stream, long version, EventData event, Instant now)
            throws IOException, SQLException {
        out.writeShort(COLUMNS);
        number(out, nextPosition());
        number(out, stream);
        number(out, 1);
        number(out, version);
        out.writeInt(16);
        out.writeLong(event.id().getMostSignificantBits());
        out.writeLong(event.id().getLeastSignificantBits());
        number(out, micros(event.occurredAt()));
        number(out, micros(now));
        out.writeInt(4);
        out.writeInt(event.revision());
        text(out, event.type());
        text(out, event.payload().json());
        out.writeInt(-1);
        out.writeInt(-1);
    }

    private long nextPosition() throws SQLException {
        if (position == end) {
            try (ResultSet row = range.executeQuery()) {
                row.next();
                position = row.getLong(1);
                end = position + ByHandTables.RANGE;
            }
        }
        return position++;
    }

    private static void number(DataOutputStream out, long number) throws IOException {
        out.writeInt(8);
        out.writeLong(number);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static long micros(Instant instant) {
        return (instant.getEpochSecond() - Y2K_SECONDS) * 1_000_000 + instant.getNano() / 1_000;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            range.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CodecExceptionTest {

    private static final StreamId LOAN = StreamId.of("loan", "173688").in("acme");

    @Test
    void what_cannot_be_decoded_is_named_by_position_stream_version_type_revision_and_field() {
        EventData event = EventData.of(new UUID(1, 2), "LoanApproved", Instant.EPOCH, Payload.of("{\"pin\":1234}"));
        CodecException e = CodecException.decoding(
                new RecordedEvent(7, LOAN, 3, Instant.EPOCH, event), "items[2].price", "missing");

        assertThat(e)
                .hasMessage("Event at position 7 (stream acme:loan-173688, version 3, type LoanApproved, revision 1),"
                        + " field items[2].price: missing");
        assertThat(e.place()).contains(new CodecException.Place(7, LOAN, 3));
        assertThat(e.type()).isEqualTo("LoanApproved");
        assertThat(e.revision()).isEqualTo(1);
        assertThat(e.field()).isEqualTo("items[2].price");
    }

    @Test
    void what_cannot_be_encoded_has_no_place_yet() {
        CodecException e = CodecException.encoding("LoanApproved", 2, "", "no record");

        assertThat(e).hasMessage("Event of type LoanApproved, revision 2: no record");
        assertThat(e.place()).isEmpty();
        assertThat(e.field()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import java.sql.SQLException;

/** Keeps out who has lost his lease. */
final class Fence {

    private Fence() {}

    /**
     * Lets a valid lease pass, and keeps it valid until the transaction ends.
     *
     * @throws LeaseLostException if it is not valid
     */
    static void pass(Sql sql, String tenant, Lease lease) throws SQLException {
        boolean valid = sql.first(
                        row -> row.number("partition"),
                        """
                        select p.partition
                          from es_partition p
                         where p.tenant = ? and p.name = ? and p.version = ? and p.partition = ? and p.token = ?
                           and exists (select 1
                                         from es_process q
                                        where q.tenant = p.tenant and q.id = p.owner and q.lease_until > {micros})
                           {locked}""",
                        tenant,
                        lease.subscription().name(),
                        lease.subscription().version(),
                        lease.partition(),
                        lease.token())
                .isPresent();
        if (!valid) {
            throw new LeaseLostException(lease);
        }
    }
}

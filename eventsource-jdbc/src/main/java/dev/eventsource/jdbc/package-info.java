/** What the storages on JDBC share: joining a transaction, group commit, migrations, columns. */
@NullMarked
package dev.eventsource.jdbc;

import org.jspecify.annotations.NullMarked;

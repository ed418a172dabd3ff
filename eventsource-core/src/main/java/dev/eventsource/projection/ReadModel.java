// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.handling.Handler;
import dev.eventsource.store.DocumentArguments;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@link Projection} writes and readers read: its name, its version, where it is kept, and how it is cleared. Each
 * version is kept apart from the others, so that a new one can be built while the old one is read. Immutable.
 *
 * <pre>{@code
 * static final ReadModel OUTCOMES = ReadModel.named("outcomes").keeping("outcomes", "totals");
 * OUTCOMES.version(2).collection("totals");   // totals.v2
 * }</pre>
 *
 * @param id the name and version, which are also those of the subscription that builds it
 * @param collections of documents that it consists of, without version
 * @param clearing removes through the storage handed in, a transaction's, what is kept elsewhere than in documents
 */
public record ReadModel(SubscriptionId id, Set<String> collections, Handler<Storage> clearing) {

    public ReadModel {
        collections = Set.copyOf(collections);
        collections.forEach(collection -> DocumentArguments.collection(versioned(collection, id.version())));
    }

    /** The first version; nothing is kept yet. */
    public static ReadModel named(String name) {
        return new ReadModel(SubscriptionId.of(name), Set.of(), nothing -> {});
    }

    /** The same in another version. */
    public ReadModel version(int version) {
        return new ReadModel(new SubscriptionId(id.name(), version), collections, clearing);
    }

    /** The same, kept in these collections of documents too, which are cleared with it. */
    public ReadModel keeping(String... names) {
        Set<String> all = new LinkedHashSet<>(collections);
        all.addAll(Arrays.asList(names));
        return new ReadModel(id, all, clearing);
    }

    /**
     * The same, kept elsewhere too: in tables of your own, which this clears by the {@code java.sql.Connection} of the
     * transaction that the storage handed to it {@linkplain Storage#unwrap unwraps} to. Choose tables by version.
     */
    public ReadModel clearedBy(Handler<Storage> further) {
        return new ReadModel(id, collections, tx -> {
            clearing.handle(tx);
            further.handle(tx);
        });
    }

    /**
     * The name under which this version keeps a collection.
     *
     * @throws IllegalArgumentException if {@link #keeping} was not told of it: it would not be cleared
     */
    public String collection(String name) {
        if (!collections.contains(name)) {
            throw new IllegalArgumentException("Read model " + id + " keeps "
                    + (collections.isEmpty() ? "no collections" : String.join(", ", sorted()))
                    + ", not '" + name + "': add keeping(\"" + name + "\"), so that it is cleared with it");
        }
        return versioned(name, id.version());
    }

    /** The version that readers shall use now: the active one, or this one as long as none has ever run. One read. */
    public ReadModel active(Storage storage) {
        int version = Projections.activeVersion(storage, id.name()).orElse(id.version());
        return version == id.version() ? this : version(version);
    }

    /** Removes all that this version has written; to be called inside {@link Storage#atomically}. */
    public void clear(Storage tx) throws Exception {
        collections.forEach(name -> tx.documents().clear(collection(name)));
        clearing.handle(tx);
    }

    private List<String> sorted() {
        return collections.stream().sorted().toList();
    }

    private static String versioned(String name, int version) {
        return name + ".v" + version;
    }
}

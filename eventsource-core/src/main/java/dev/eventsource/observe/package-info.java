/** What happens inside, for those who want to see it. */
@NullMarked
package dev.eventsource.observe;

import org.jspecify.annotations.NullMarked;

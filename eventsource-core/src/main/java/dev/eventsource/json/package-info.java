/** Events as JSON by Jackson 3; the only package that knows Jackson. */
@NullMarked
package dev.eventsource.json;

import org.jspecify.annotations.NullMarked;

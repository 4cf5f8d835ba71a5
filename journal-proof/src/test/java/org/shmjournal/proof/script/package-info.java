/** Owners that do everything that an owner can do, in an order that a seed says. */
package org.shmjournal.proof.script;

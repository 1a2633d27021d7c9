package io.github.dnsfailover.bench;

/** A system that changes a zone at a BIND of its own. */
interface OnBind extends Peer {

    Bind bind();
}

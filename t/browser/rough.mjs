/*
 * A bad network: TCP in between that takes its time and loses connections,
 * by a chance that comes from a seed.
 */

import net from 'node:net';

/* mulberry32: a number from 0 to 1, the same row for the same seed. */
export function chance_of(seed) {
  let state = seed >>> 0;

  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/*
 * `delay_ms` goes by in each direction.  Once it is rough, each piece of data
 * cuts its connection with the chance `cut`, half of them before the piece
 * has passed and half after: then something was done and nobody knows it.
 */
export class RoughLine {
  static async to(port, { seed, delay_ms, cut }) {
    const self = new RoughLine();

    self.sockets = new Set();
    self.timers = new Set();
    self.rough = false;
    self.cuts = 0;
    self.delay_ms = delay_ms;
    self.cut = cut;
    self.chance = chance_of(seed);
    self.server = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');

      self.carry(near, far);
      self.carry(far, near);
    });
    await new Promise((done) => self.server.listen(0, '127.0.0.1', done));
    /* A test that has failed does not stop it, and would never end. */
    self.server.unref();
    self.origin = `http://127.0.0.1:${self.server.address().port}`;
    return self;
  }

  carry(from, to) {
    this.sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (data) => {
      const lost = this.rough && this.chance() < this.cut;
      const passes = !lost || this.chance() < 0.5;

      this.later(() => {
        if (passes && to.writable) {
          to.write(data);
        }
        if (lost && !from.destroyed) {
          this.cuts++;
          from.destroy();
          /* What has just been written goes out before the end. */
          to.end(() => to.destroy());
        }
      });
    });
    from.on('end', () => this.later(() => to.end()));
    from.on('close', () => {
      this.sockets.delete(from);
      this.later(() => to.destroy());
    });
  }

  /* Timers of one length fire in the order of their setting. */
  later(work) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, this.delay_ms);

    this.timers.add(timer);
  }

  async stop() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((done) => this.server.close(done));
  }
}

/** What a recipient did with what reached it. It keeps the rule: one effect per delivery id, in the order of arrival. */
export class Effects {
  /** Delivery ids that came again and were put aside. */
  absorbed = 0;
  private readonly order = new Map<string, number>();

  take(deliveryId: string): void {
    if (this.order.has(deliveryId)) this.absorbed += 1;
    else this.order.set(deliveryId, this.order.size);
  }

  /** Its place in the order of effects; undefined when it never had one. */
  place(deliveryId: string): number | undefined {
    return this.order.get(deliveryId);
  }

  ids(): string[] {
    return [...this.order.keys()];
  }
}

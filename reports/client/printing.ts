/** "Print" gives the verdict and the phones; "Print everything" the evidence as well. */
export function offerPrinting(): void {
  const everything = document.documentElement.classList;
  document.getElementById('print')?.addEventListener('click', () => print());
  document.getElementById('print-all')?.addEventListener('click', () => {
    everything.add('print-all');
    print();
  });
  addEventListener('afterprint', () => everything.remove('print-all'));
}
